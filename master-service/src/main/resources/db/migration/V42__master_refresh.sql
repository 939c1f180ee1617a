-- Masters of older versions notice late what becomes of their root key, or when they are refreshed.
create table master_refresh (
    cluster_id   text        primary key references cluster (id),
    refreshed_at timestamptz not null
);
comment on table master_refresh is 'When a master was last refreshed or updated; a cluster that never was has no row.';
