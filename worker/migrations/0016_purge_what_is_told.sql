-- Who is purged is in nothing that webhooks are still to be told, either: neither in what nobody has read in the log yet, nor in what
-- waits to be sent, which may be for days where nobody takes it. All that is told of them from then on is that they are gone.
DROP TRIGGER users_are_told_no_more;
CREATE TRIGGER users_are_told_no_more AFTER UPDATE OF purged_at ON users WHEN OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL BEGIN
  DELETE FROM events WHERE subject_id = NEW.id;
  DELETE FROM webhook_invocations WHERE subject_id = NEW.id;
  INSERT INTO events (at, kind, subject_id, previous) SELECT at, 'user', NEW.id, '{}' FROM listening;
END;

-- Those who have been purged already. The clock lets go what waited behind what goes here.
DELETE FROM events WHERE NOT (kind = 'user' AND current IS NULL)
  AND EXISTS (SELECT 1 FROM users u WHERE u.id = events.subject_id AND u.purged_at IS NOT NULL);
DELETE FROM webhook_invocations WHERE type != 'zen:event-type:user.deleted'
  AND EXISTS (SELECT 1 FROM users u WHERE u.id = webhook_invocations.subject_id AND u.purged_at IS NOT NULL);
