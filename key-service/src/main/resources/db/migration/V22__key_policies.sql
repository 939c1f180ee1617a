create table key_policy (
    key_id         uuid        not null references kms_key on delete cascade,
    kind           text        not null check (kind in ('rotation', 'dualAuthDelete')),
    id             uuid        not null unique,
    enabled        boolean     not null,
    interval_month smallint    check (interval_month between 1 and 12),
    created_at     timestamptz not null,
    created_by     text        not null,
    updated_at     timestamptz not null,
    updated_by     text        not null,
    primary key (key_id, kind),
    check ((kind = 'rotation') = (interval_month is not null))
);
create index key_policy_rotating on key_policy (key_id) where kind = 'rotation' and enabled;
comment on table key_policy is 'What an owner has ordered for a key; a disabled policy stays and does nothing.';

alter table kms_key add column deletion_authorized_by text;
alter table kms_key add column deletion_authorized_until timestamptz;
comment on column kms_key.deletion_authorized_by is 'First of the two who delete a key under dual authorization; the other must be somebody else.';
