-- Whether a master follows to the newest patch of its minor version that is offered.
alter table cluster add column auto_update boolean not null default false;
create index cluster_by_auto_update on cluster (id) where auto_update;
