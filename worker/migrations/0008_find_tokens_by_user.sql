-- Those of a user who is deleted are revoked.
CREATE INDEX api_tokens_by_user ON api_tokens (user_id);
