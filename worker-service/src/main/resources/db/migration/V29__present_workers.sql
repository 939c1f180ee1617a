-- Sums and lists are of workers that are there; those that were deleted stay readable for a while, however many they become.
create index worker_present on worker (pool_id, ordered_at, id) where actual_state <> 'deleted';
create index worker_gone on worker (changed_at) where actual_state = 'deleted';
comment on table worker is 'Worker nodes; deleted ones stay readable for a while.';
