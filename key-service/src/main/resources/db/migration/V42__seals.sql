-- A database moves from one seal to another while the service works; the newest row is the one that is sealed under.
-- What is sealed begins with one byte for its format and 16 for the id of the seal's key.
alter table seal drop constraint seal_id_check;
alter table seal add column key_id bytea not null unique generated always as (substring(probe from 2 for 16)) stored;
comment on table seal is 'Each seal that something is under, with a constant under it: without them the service does not start.';

alter table instance add column sealed_under bytea not null
    generated always as (substring(sealed_key from 2 for 16)) stored references seal (key_id);
create index instance_by_seal on instance (sealed_under, id);
comment on column instance.sealed_under is 'Which seal opens sealed_key. A seal that is needed cannot be forgotten.';
