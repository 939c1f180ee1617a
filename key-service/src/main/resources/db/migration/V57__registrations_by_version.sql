-- As in V56; by service too, for the oldest version that one of them is on.
set local lock_timeout = '5s';
create index registration_by_version on registration (version_id, created_by);
