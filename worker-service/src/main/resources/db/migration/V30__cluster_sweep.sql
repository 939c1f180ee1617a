-- The comparison with master-service's list of clusters, which heals what lost events have left behind.
create table cluster_sweep (
    only_row boolean     primary key default true check (only_row),
    after_id text        not null default '',
    due_at   timestamptz not null default now(),
    claim    bigint      not null default 0
);
insert into cluster_sweep default values;
comment on table cluster_sweep is 'One row: behind which cluster the next page begins, when it is due, and whose claim counts.';

create index pool_by_cluster on pool (cluster_id);
