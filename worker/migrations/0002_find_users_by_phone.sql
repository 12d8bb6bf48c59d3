-- A number that several customers share is no identity of theirs, and yet what a caller is found by.
CREATE INDEX users_by_phone ON users (phone) WHERE phone IS NOT NULL;
