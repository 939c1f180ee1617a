-- As in V56, and apart from V61, which nobody can read the policies beside.
set local lock_timeout = '5s';
create index key_policy_to_look_at on key_policy (look_at) where kind = 'rotation' and enabled;
