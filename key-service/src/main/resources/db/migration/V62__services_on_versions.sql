-- A service that says that it has moved on to a version says it of all its registrations under the key: that is one row, however
-- many they are. A registration is on the version it names or on that one, whichever is newer: one that is made later names the
-- current version, which is no older than any that was moved on to before.
set local lock_timeout = '5s';
create table service_version (
    key_id   uuid        not null references kms_key on delete cascade,
    service  text        not null,
    ordinal  int         not null,
    moved_at timestamptz not null,
    primary key (key_id, service)
);
comment on table service_version is 'The version that all registrations of a service under a key are on, unless they name a newer one.';

create view registration_now as
    select r.key_id, r.resource_crn, r.description, r.metadata, r.prevent_key_deletion,
           greatest(v.ordinal, s.ordinal) as ordinal, r.created_at, r.created_by,
           greatest(r.updated_at, case when s.ordinal > v.ordinal then s.moved_at end) as updated_at, r.updated_by
      from registration r
      join key_version v on v.id = r.version_id
      left join service_version s on s.key_id = r.key_id and s.service = r.created_by;
comment on view registration_now is 'Registrations with the version that they are on now.';

-- Its columns lead the index of V63. Here, because nobody can read the table beside a drop, and an index takes its time.
drop index registration_by_owner;
