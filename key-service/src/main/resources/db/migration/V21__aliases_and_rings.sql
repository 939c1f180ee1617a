create table key_alias (
    seq         bigint      primary key generated always as identity,
    instance_id text        not null references instance,
    key_id      uuid        not null references kms_key on delete cascade,
    alias       text        not null,
    held        boolean     not null default true,
    created_at  timestamptz not null,
    created_by  text        not null
);
create unique index key_alias_held on key_alias (instance_id, alias) where held;
create index key_alias_by_key on key_alias (key_id);
comment on table key_alias is 'Second names of keys, in the order of their creation.';
comment on column key_alias.held is 'False while the key is destroyed: its aliases are free for others, and remembered for its restore.';

create table key_ring (
    instance_id text        not null references instance on delete cascade,
    id          text        not null,
    created_at  timestamptz not null,
    created_by  text        not null,
    primary key (instance_id, id)
);
create index kms_key_by_ring on kms_key (instance_id, key_ring);
comment on table key_ring is 'Rings beside ''default'', which every instance has and which has no row.';
