-- Events wait here, written in the transaction of the change they tell of (invariant I2), until the relay has them on Kafka.
create table outbox (
    id            bigint generated always as identity primary key,
    -- The writing transaction: the relay publishes only what no running transaction can still precede.
    xid           xid8        not null default pg_current_xact_id(),
    topic         text        not null,
    partition_key text        not null,
    headers       jsonb       not null,
    data          bytea       not null,
    created_at    timestamptz not null default now()
);
create index outbox_by_key on outbox (partition_key, id);
comment on table outbox is 'Events committed and not yet acknowledged by Kafka; rows are deleted once they are.';

-- Which events a consumer has applied (invariant I3): a redelivered one finds its row and is skipped.
create table inbox (
    consumer    text        not null,
    event_id    text        not null,
    received_at timestamptz not null default now(),
    primary key (consumer, event_id)
);
create index inbox_by_age on inbox (received_at);
comment on table inbox is 'Applied event ids; pruned after the retention of the topics.';
