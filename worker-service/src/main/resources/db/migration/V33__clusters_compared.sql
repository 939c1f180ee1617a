-- When the comparison last came to the end of the list; an older replica does not say.
set local lock_timeout = '5s';
alter table cluster_sweep add column compared_at timestamptz not null default now();
