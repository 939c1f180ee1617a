-- As in V56, for the removal of an instance: key_alias_held has only the aliases that are held.
set local lock_timeout = '5s';
create index key_alias_by_instance on key_alias (instance_id);
