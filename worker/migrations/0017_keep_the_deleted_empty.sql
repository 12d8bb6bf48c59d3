-- Whoever is deleted gets nothing new, however late a request is that has seen them before: an address would be taken for ever, a
-- membership would show them. The Worker takes the message for a change in between (worker/src/store/database.rs).
CREATE TRIGGER identities_of_the_living BEFORE INSERT ON identities
  WHEN (SELECT active FROM users WHERE id = NEW.user_id) = 0 BEGIN
  SELECT RAISE(ABORT, 'changed: the user is deleted');
END;
CREATE TRIGGER organization_memberships_of_the_living BEFORE INSERT ON organization_memberships
  WHEN (SELECT active FROM users WHERE id = NEW.user_id) = 0 BEGIN
  SELECT RAISE(ABORT, 'changed: the user is deleted');
END;
CREATE TRIGGER group_memberships_of_the_living BEFORE INSERT ON group_memberships
  WHEN (SELECT active FROM users WHERE id = NEW.user_id) = 0 BEGIN
  SELECT RAISE(ABORT, 'changed: the user is deleted');
END;
