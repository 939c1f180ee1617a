alter table key_change add column event_id text;
alter table key_change add column heard_to text not null default '';
alter table key_change add column settled_at timestamptz;
create unique index key_change_by_event on key_change (event_id) where event_id is not null;
create index key_change_unsettled on key_change (changed_at)
    where event_id is not null and settled_at is null and change <> 'created';
comment on column key_change.event_id is 'Id of the event that told of the change; null for standard keys and for changes of former releases.';
comment on column key_change.settled_at is 'When it was found out which resources'' services have acknowledged the change in time.';
comment on column key_change.heard_to is 'The last resource, in their order, whose silence is on record already.';
