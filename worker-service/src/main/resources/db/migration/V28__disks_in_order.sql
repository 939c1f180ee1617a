-- A rotation walks over a key's disks once, in the order of their workers, a chunk at a time.
create index disk_by_key_in_order on disk (key_crn, worker_id) where key_crn is not null;
