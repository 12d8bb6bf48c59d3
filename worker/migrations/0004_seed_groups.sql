-- An account's first group, in which agents are who are put in no other, and what holds for every membership.
--
-- As every record has it that is changed key by key (0003).
ALTER TABLE groups ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

INSERT INTO groups (id, name, name_normal_form, is_default, created_at, updated_at)
  VALUES (1, 'Support', 'support', 1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));

-- Those who are agents already. Ids of users are unique and made in the order of time, so here they serve as the memberships'.
INSERT INTO group_memberships (id, user_id, group_id, is_default, created_at, updated_at)
  SELECT id, id, 1, 1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), strftime('%Y-%m-%dT%H:%M:%SZ', 'now') FROM users WHERE role != 'end-user';

-- Where the default membership goes, by whatever way, the oldest that is left becomes the default.
CREATE TRIGGER organization_memberships_keep_a_default AFTER DELETE ON organization_memberships WHEN OLD.is_default = 1 BEGIN
  UPDATE organization_memberships SET is_default = 1
    WHERE id = (SELECT min(id) FROM organization_memberships WHERE user_id = OLD.user_id);
END;
CREATE TRIGGER group_memberships_keep_a_default AFTER DELETE ON group_memberships WHEN OLD.is_default = 1 BEGIN
  UPDATE group_memberships SET is_default = 1 WHERE id = (SELECT min(id) FROM group_memberships WHERE user_id = OLD.user_id);
END;
