-- Clusters as they were ordered, and the last thing done to their masters. What they look like is derived when they are read.
create table cluster (
    id                  text        primary key check (id ~ '^[a-z0-9]{20}$'),
    account_id          text        not null,
    region              text        not null,
    name                text        not null,
    crn                 text        not null unique,
    provider            text        not null check (provider in ('vpc-gen2', 'classic', 'satellite')),
    version             text        not null,
    resource_group      text        not null,
    created_at          timestamptz not null,
    created_by          text        not null,
    owner_name          text        not null,
    -- What else the order said and reads give back.
    ordered             jsonb       not null,
    life_cycle          text        not null
        check (life_cycle in ('REQUESTED', 'DEPLOYING', 'DEPLOYED', 'DELETING', 'DELETED')),
    life_cycle_at       timestamptz not null,
    operation           text        not null check (operation in ('DONE', 'ENABLING_KMS', 'ENABLE_FAILED')),
    operation_at        timestamptz not null,
    operation_reason    text,
    -- The root key in force, null before enablement.
    kms_key_crn         text,
    kms_account_id      text,
    kms_private         boolean     not null default false,
    kms_registered      boolean     not null default false,
    kms_enabled_at      timestamptz,
    -- Grows by one with every event of the cluster.
    revision            bigint      not null default 0,
    -- State and master status as the last event told them.
    announced_state     text        not null default '',
    announced_status    text        not null default '',
    check ((operation = 'ENABLE_FAILED') = (operation_reason is not null)),
    check ((kms_key_crn is null) = (kms_enabled_at is null))
);
create unique index cluster_by_name on cluster (account_id, region, name) where life_cycle <> 'DELETED';
create index cluster_by_account on cluster (account_id, created_at) where life_cycle <> 'DELETED';
comment on table cluster is 'One row per cluster ever ordered; a deleted one keeps its row, so that its id is never given again.';

-- Sums per worker pool as worker-service publishes them; applied only when newer.
create table pool_sum (
    cluster_id  text   not null,
    pool_id     text   not null,
    workers     int    not null,
    normal      int    not null,
    -- The most there ever were: a pool that was scaled down has still been normal.
    ever_normal int    not null,
    revision    bigint not null,
    primary key (cluster_id, pool_id)
);
comment on table pool_sum is 'Sums of a worker pool; a deleted pool keeps its row with no workers, so that an older event cannot bring it back.';

-- Data keys of clusters, wrapped by root keys. The plain key exists in memory only (I1).
create table data_key (
    id             uuid        primary key,
    cluster_id     text        not null references cluster (id),
    key_crn        text        not null,
    key_version_id text        not null,
    wrapped        text        not null,
    -- PENDING: nothing is sealed under it yet. CURRENT: new secrets are. FORMER: older secrets still are.
    state          text        not null check (state in ('PENDING', 'CURRENT', 'FORMER')),
    -- Whether a rotation of the root key re-wraps it; older cluster versions do not follow.
    follows        boolean     not null,
    created_at     timestamptz not null,
    wrapped_at     timestamptz not null
);
create unique index data_key_current on data_key (cluster_id) where state = 'CURRENT';
create index data_key_by_cluster on data_key (cluster_id);
create index data_key_by_key on data_key (key_crn, id);
comment on table data_key is 'Wrapped data keys; key_version_id is the root key version that wraps now.';

-- Every root key that was ever in force for a cluster: none of them can be again.
create table used_key (
    cluster_id text        not null references cluster (id),
    key_crn    text        not null,
    enabled_at timestamptz not null,
    primary key (cluster_id, key_crn)
);
comment on table used_key is 'A previous root key cannot be used again for the same cluster.';

create table enablement (
    id              uuid        primary key,
    cluster_id      text        not null references cluster (id),
    key_crn         text        not null,
    former_key_crn  text,
    kms_account_id  text        not null,
    kms_private     boolean     not null,
    registers       boolean     not null,
    phase           text        not null check (phase in ('REQUESTED', 'VERIFIED', 'REGISTERED', 'WRAPPED', 'REWRITING',
                                                          'RELEASING', 'READY', 'FAILING', 'FAILED')),
    data_key_id     uuid,
    secrets_total   bigint      not null default 0,
    secrets_left    bigint      not null default 0,
    failure         text,
    requested_at    timestamptz not null,
    updated_at      timestamptz not null,
    traceparent     text,
    correlation_id  text        not null
);
create unique index enablement_running on enablement (cluster_id) where phase not in ('READY', 'FAILED');
create index enablement_by_cluster on enablement (cluster_id, requested_at);
comment on table enablement is 'KMS enablements and how far each has come; one at a time per cluster.';

-- What is still to be done to masters: durable, claimed by lease, resumable after a crash.
create table master_work (
    id             uuid        primary key,
    cluster_id     text        not null references cluster (id),
    kind           text        not null check (kind in ('DEPLOY', 'ENABLE', 'DELETE')),
    attempts       int         not null default 0,
    -- Grows with every claim: a worker may only write under the claim it holds.
    claim          bigint      not null default 0,
    not_before     timestamptz not null,
    created_at     timestamptz not null
);
create index master_work_due on master_work (not_before);
create index master_work_by_cluster on master_work (cluster_id);
comment on table master_work is 'Open work on masters; the row goes when the work is done.';
