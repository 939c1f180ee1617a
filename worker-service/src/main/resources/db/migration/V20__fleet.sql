-- What this service knows of clusters, from claviger.clusters.v1 alone.
create table cluster (
    id         text    primary key,
    name       text    not null,
    account_id text    not null,
    crn        text    not null,
    provider   text    not null check (provider in ('vpc-gen2', 'classic', 'satellite')),
    version    text    not null,
    state      text    not null,
    revision   bigint  not null,
    deleted    boolean not null default false
);
create index cluster_by_name on cluster (account_id, name);
comment on table cluster is 'Projection of clusters: to find one by id or name and to authorise by account.';

create table pool (
    id               text        primary key,
    cluster_id       text        not null references cluster,
    name             text        not null,
    crn              text        not null unique,
    flavor           text        not null,
    workers_per_zone int         not null check (workers_per_zone >= 0),
    zones            jsonb       not null,
    labels           jsonb       not null,
    isolation        text,
    operating_system text,
    vpc_id           text,
    kms_instance_id  text,
    kms_key_id       text,
    kms_account_id   text,
    key_crn          text,
    actual_state     text        not null check (actual_state in ('normal', 'deleting', 'deleted')),
    created_at       timestamptz not null,
    revision         bigint      not null default 0,
    -- Instance and key are given together or not at all (K0013), and never change (S132).
    check ((key_crn is null) = (kms_instance_id is null) and (key_crn is null) = (kms_key_id is null))
);
create unique index pool_by_name on pool (cluster_id, name) where actual_state <> 'deleted';
comment on table pool is 'Worker pools; deleted ones stay as the parents of their deleted workers.';

create table worker (
    id                text        primary key,
    pool_id           text        not null references pool,
    zone              text        not null,
    version           text        not null,
    actual_state      text        not null,
    changed_at        timestamptz not null,
    message           text,
    details           text,
    -- The key's epoch in which the disk was last opened; null while it is closed. Critical or normal follows from it and
    -- from the key's row; a key event writes nothing here.
    unlocked_epoch    bigint,
    ever_normal       boolean     not null default false,
    reason_for_delete text,
    ordered_at        timestamptz not null
);
create index worker_by_pool on worker (pool_id, ordered_at, id);
comment on table worker is 'Worker nodes; deleted ones stay readable.';

create table disk (
    worker_id  text primary key references worker,
    driver     text not null,
    -- Who sealed the passphrase: the pool's root key at key-service, or this provider's own key.
    sealed_by  text not null check (sealed_by in ('ROOT_KEY', 'PROVIDER')),
    passphrase text not null,
    key_crn    text,
    version_id text,
    check ((sealed_by = 'ROOT_KEY') = (key_crn is not null) and (key_crn is null) = (version_id is null))
);
create index disk_by_key on disk (key_crn, version_id) where key_crn is not null;
comment on table disk is 'Encrypted disks of workers with their sealed passphrases; a plain passphrase is never stored.';

-- Work that outlives the call that asked for it: one open row per worker or pool.
create table task (
    subject        text        primary key,
    pool_id        text        not null references pool,
    kind           text        not null,
    -- What to do once the claimed work is done: a removal does not tear a disk from under a running provisioning.
    then_kind      text,
    attempts       int         not null default 0,
    claim          bigint      not null default 0,
    claimed_until  timestamptz,
    not_before     timestamptz not null default now(),
    asked_at       timestamptz not null default now(),
    traceparent    text,
    correlation_id text
);
create index task_due on task (not_before);
create index task_by_pool on task (pool_id);
comment on table task is 'Open work; the row goes in the transaction that records its outcome.';
