-- Living under somebody's root key (design section 6). A key event touches one row here, whatever hangs from the key (I8).
create table bound_key (
    crn                     text        primary key,
    instance_id             text        not null,
    key_id                  text        not null,
    account_id              text        not null,
    state                   int         not null,
    state_since             timestamptz not null,
    availability            text        not null check (availability in ('AVAILABLE', 'SUSPENDED', 'LOST')),
    -- The highest revision that key-service itself has answered with; events never raise it (I4).
    revision                bigint      not null,
    -- Grows by one each time the key is lost to its dependants.
    epoch                   bigint      not null default 1,
    version_id              text        not null,
    version_created         timestamptz not null,
    purged                  boolean     not null default false,
    expiration_date         timestamptz,
    restore_expiration_date timestamptz,
    checked_at              timestamptz not null
);
create index bound_key_by_check on bound_key (checked_at);
create index bound_key_by_id on bound_key (key_id);
comment on table bound_key is 'One row per root key that anything here hangs from; the only row a key event touches.';

create table key_binding (
    dependant  text        primary key,
    key_crn    text        not null references bound_key (crn),
    -- The key version under which everything of the dependant is wrapped.
    version_id text        not null,
    bound_at   timestamptz not null default now()
);
create index key_binding_by_key on key_binding (key_crn, dependant);
comment on table key_binding is 'Which dependant (cluster, pool; by CRN) hangs from which root key, and by which version.';

-- Work that follows a key event: durable, in chunks, resumable after a crash.
create table key_job (
    id         bigint generated always as identity primary key,
    key_crn    text        not null references bound_key (crn) on delete cascade,
    kind       text        not null check (kind in ('RECHECK', 'REWRAP', 'ANNOUNCE')),
    position   text,
    done       bigint      not null default 0,
    total      bigint      not null default 0,
    attempts   int         not null default 0,
    -- Grows with every claim and every piece of news: a worker may only finish the claim it holds.
    claim      bigint      not null default 0,
    not_before timestamptz not null default now(),
    created_at timestamptz not null default now(),
    -- Trace and correlation of the event that caused it, so that one rotation can be followed to its end.
    traceparent    text,
    correlation_id text,
    unique (key_crn, kind)
);
create index key_job_due on key_job (not_before);
comment on table key_job is 'Open work per key and kind; the row goes when the work is done.';
