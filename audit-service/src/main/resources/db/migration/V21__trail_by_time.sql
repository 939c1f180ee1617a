-- An account's records of some time, without a walk through all that it has. Records wait on the bus while this is built.
create index activity_by_account_time on activity (account_id, event_time);
