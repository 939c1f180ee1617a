-- As in V56.
set local lock_timeout = '5s';
create index acknowledgement_by_version on acknowledgement (version_id);
