-- Who keeps a worker's passphrase may now be its cluster too: then the column passphrase says which secret of the cluster.
alter table disk drop constraint disk_sealed_by_check;
alter table disk add constraint disk_sealed_by_check check (sealed_by in ('ROOT_KEY', 'PROVIDER', 'CLUSTER'));
