-- Versions in use can be put in order, so that an acknowledgement never says more than is true: the oldest version that some
-- dependant still needs (invariant I7), even when the key went away in the middle of a re-wrap.
alter table key_binding add column version_created timestamptz;
update key_binding b
   set version_created = coalesce(
           (select k.version_created from bound_key k where k.crn = b.key_crn and k.version_id = b.version_id), b.bound_at);
alter table key_binding alter column version_created set not null;
create index key_binding_by_version on key_binding (key_crn, version_created, version_id);

-- What the acknowledgement last said, so that it is said once.
alter table bound_key add column acked_revision bigint not null default 0;
alter table bound_key add column acked_version text;
