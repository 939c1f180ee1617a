-- What a version's removal looks for: each purged key's versions are looked up in every table that names one, and without
-- these the whole table is read for each. One index per migration, because a build keeps writers of its table waiting and the
-- relay behind it: a second per million rows. Not 'concurrently', which waits for every transaction of every replica, and, when
-- it fails or is killed, leaves a broken index and a migration that has to be repaired by hand. A lock that does not come soon is given up,
-- so that nobody queues behind this; the service starts again and tries again.
set local lock_timeout = '5s';
create index kms_key_by_version on kms_key (current_version);
