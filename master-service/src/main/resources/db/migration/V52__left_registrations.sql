-- Registrations that clusters have no use for any more and that the KMS has not taken back yet. The row outlives its cluster.
create table left_registration (
    cluster_id    text        not null references cluster (id),
    key_crn       text        not null,
    left_since    timestamptz not null,
    -- Why it still stands: what the KMS said last, or that it was not asked yet.
    reason        text        not null,
    attempts      int         not null default 0,
    -- Grows with every claim: only who holds the newest says how it ended.
    claim         bigint      not null default 0,
    -- While somebody asks the KMS the cluster must not be registered anew: the one call could undo the other.
    claimed_until timestamptz,
    not_before    timestamptz not null,
    primary key (cluster_id, key_crn)
);
create index left_registration_due on left_registration (not_before);
comment on table left_registration is 'Registrations of clusters on root keys that are still to be taken back; the row goes when the KMS has done it.';
