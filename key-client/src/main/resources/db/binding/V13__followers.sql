-- What is not re-wrapped when its key is rotated keeps the older version in use for as long as it is there (I7).
alter table key_binding add column follows boolean not null default true;
create index key_binding_followers on key_binding (key_crn, version_created, version_id) where follows;
comment on column key_binding.follows is 'Whether a rotation of the key re-wraps everything of the dependant.';
