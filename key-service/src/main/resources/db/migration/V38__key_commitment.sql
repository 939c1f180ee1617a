alter table key_version add column commitment bytea check (octet_length(commitment) = 32);
comment on column key_version.commitment is 'Commitment to the material of a root key''s version: public, and only that key has it. Null until the version is opened next, if a release without commitments made it; always null for standard keys, whose payload may be guessable.';
