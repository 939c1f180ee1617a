-- Times are UTC with microseconds. Nothing in this schema is key material in the clear: every bytea is sealed.

create table seal (
    id         smallint    primary key default 1 check (id = 1),
    probe      bytea       not null,
    created_at timestamptz not null
);
comment on table seal is 'A constant under the seal of all instance keys: a seal that cannot open it is refused at start.';

create table instance (
    id              text        primary key,
    service         text        not null check (service in ('kms', 'hs-crypto')),
    region          text        not null,
    account_id      text        not null,
    name            text        not null,
    resource_group  text        not null,
    plan_id         text        not null,
    instance_key_id uuid        not null unique,
    sealed_key      bytea       not null,
    created_at      timestamptz not null,
    created_by      text        not null
);
create index instance_by_account on instance (account_id, created_at);
comment on table instance is 'KMS instances; each has one instance key, under the seal, that seals its keys'' material.';

create table kms_key (
    id              uuid        primary key,
    instance_id     text        not null references instance,
    name            text        not null,
    description     text,
    tags            text[]      not null default '{}',
    key_ring        text        not null default 'default',
    extractable     boolean     not null,
    imported        boolean     not null,
    expiration_date timestamptz,
    created_at      timestamptz not null,
    created_by      text        not null,
    state           smallint    not null check (state in (1, 2, 3, 5)),
    state_since     timestamptz not null,
    revision        bigint      not null check (revision >= 1),
    current_version uuid        not null,
    last_update_at  timestamptz not null,
    last_rotate_at  timestamptz,
    deleted_at      timestamptz,
    deleted_by      text,
    check ((state = 5) = (deleted_at is not null)),
    check ((deleted_at is null) = (deleted_by is null))
);
create index kms_key_by_instance on kms_key (instance_id, id);
create index kms_key_by_expiration on kms_key (expiration_date) where state in (1, 2);
create index kms_key_by_deletion on kms_key (deleted_at) where state = 5;
comment on table kms_key is 'Root keys (extractable = false) and standard keys. Whoever changes a key locks its row first.';
comment on column kms_key.revision is 'Grows by one with every change; the sequence of the key''s events.';

create table key_version (
    id              uuid        primary key,
    key_id          uuid        not null references kms_key on delete cascade,
    ordinal         int         not null check (ordinal >= 1),
    bits            int         not null,
    sealed_material bytea       not null,
    created_at      timestamptz not null,
    unique (key_id, ordinal)
);
alter table kms_key add constraint kms_key_current_version
    foreign key (current_version) references key_version deferrable initially deferred;
comment on table key_version is 'Material of each version, under its instance''s key and bound to instance, key and version.';

create table key_change (
    key_id     uuid        not null references kms_key on delete cascade,
    revision   bigint      not null,
    change     text        not null,
    version_id uuid        not null,
    changed_at timestamptz not null,
    changed_by text        not null,
    primary key (key_id, revision)
);
comment on table key_change is 'What each revision of a key was, so that an acknowledgement of a revision can be named.';

create table registration (
    key_id               uuid        not null references kms_key on delete cascade,
    resource_crn         text        not null,
    description          text,
    metadata             text,
    prevent_key_deletion boolean     not null,
    version_id           uuid        not null references key_version,
    created_at           timestamptz not null,
    created_by           text        not null,
    updated_at           timestamptz not null,
    updated_by           text        not null,
    primary key (key_id, resource_crn)
);
create index registration_by_owner on registration (key_id, created_by);
comment on table registration is 'Cloud resources that say they are encrypted under a root key; written by services only.';

create table acknowledgement (
    key_id     uuid        not null references kms_key on delete cascade,
    consumer   text        not null,
    revision   bigint      not null,
    version_id uuid        not null references key_version,
    key_state  smallint    not null,
    dependants bigint      not null,
    acked_at   timestamptz not null,
    primary key (key_id, consumer)
);
comment on table acknowledgement is 'The newest revision of a key that each consumer has applied, and the version it now uses.';
