-- Codes that are guessed are counted by address, over all the proofs that are asked of it.
CREATE INDEX proofs_by_address ON proofs (normal_form);
