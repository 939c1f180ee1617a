-- How far a pass over a key's data keys has come, in the order of whoever keeps them; null before its first chunk. An older replica
-- leaves it alone: what a pass has left out is found at its end, and the next one begins in front.
alter table key_job add column reached text;
comment on column key_job.reached is 'Re-wrapping goes on behind this one, so that no chunk walks over what others have done, or have been refused.';
