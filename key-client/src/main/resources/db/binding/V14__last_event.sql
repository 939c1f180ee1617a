-- The last event that was heard about the key, for people who look into what a dependant knows.
alter table bound_key add column last_event_id text;
alter table bound_key add column last_event_at timestamptz;
comment on column bound_key.last_event_id is 'CloudEvents id; null until an event came. Nothing is decided by it.';
