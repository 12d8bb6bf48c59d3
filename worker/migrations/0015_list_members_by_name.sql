-- An organization's users in the order of their names. The name is the user's and the organization is the membership's, so no
-- index of either has both, and to sort everybody for each page takes longer with every member.
--
-- Kept by triggers, as the search index is. `name_normal_form` is that of `users`.
CREATE TABLE organization_members_by_name (
  organization_id  INTEGER NOT NULL,
  name_normal_form TEXT NOT NULL,
  user_id          INTEGER NOT NULL,
  PRIMARY KEY (organization_id, name_normal_form, user_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER members_come_by_name AFTER INSERT ON organization_memberships BEGIN
  INSERT INTO organization_members_by_name SELECT NEW.organization_id, u.name_normal_form, u.id FROM users u WHERE u.id = NEW.user_id;
END;
CREATE TRIGGER members_go_by_name AFTER DELETE ON organization_memberships BEGIN
  DELETE FROM organization_members_by_name WHERE organization_id = OLD.organization_id AND user_id = OLD.user_id
    AND name_normal_form = (SELECT u.name_normal_form FROM users u WHERE u.id = OLD.user_id);
END;
CREATE TRIGGER members_move_by_name AFTER UPDATE OF user_id, organization_id ON organization_memberships BEGIN
  DELETE FROM organization_members_by_name WHERE organization_id = OLD.organization_id AND user_id = OLD.user_id
    AND name_normal_form = (SELECT u.name_normal_form FROM users u WHERE u.id = OLD.user_id);
  INSERT INTO organization_members_by_name SELECT NEW.organization_id, u.name_normal_form, u.id FROM users u WHERE u.id = NEW.user_id;
END;
CREATE TRIGGER members_are_renamed AFTER UPDATE OF name_normal_form ON users WHEN OLD.name_normal_form != NEW.name_normal_form BEGIN
  UPDATE organization_members_by_name SET name_normal_form = NEW.name_normal_form
    WHERE organization_id IN (SELECT m.organization_id FROM organization_memberships m WHERE m.user_id = NEW.id)
      AND name_normal_form = OLD.name_normal_form AND user_id = NEW.id;
END;

-- Those who are members already: some five seconds for a million.
INSERT INTO organization_members_by_name
  SELECT m.organization_id, u.name_normal_form, u.id FROM organization_memberships m JOIN users u ON u.id = m.user_id
  ORDER BY m.organization_id, u.name_normal_form, u.id;
