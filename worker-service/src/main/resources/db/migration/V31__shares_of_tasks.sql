-- Whose a task is, so that those of one cluster or account, which may wait for a key service that hangs, do not take all turns. Null in
-- a row of an older replica: that one takes its turn as before.
alter table task add column cluster_id text;
alter table task add column account_id text;
update task t set cluster_id = p.cluster_id, account_id = c.account_id
  from pool p join cluster c on c.id = p.cluster_id
 where p.id = t.pool_id;
