-- Leases (design 6.3): for how long what is known of a key may be relied on.

-- When the question was asked that key-service answered last, by this database's clock.
alter table bound_key add column confirmed_at timestamptz not null default now();
update bound_key set confirmed_at = checked_at;
-- Whether that answer was asked for after the row was here to take the key's events: only then can a watermark continue it.
alter table bound_key add column followed boolean not null default false;
-- Of the key id, as Kafka's clients hash record keys; tells the key's partition. Absent until the next answer.
alter table bound_key add column partition_hash int;
create index bound_key_by_confirmation on bound_key (confirmed_at);

create table key_watermark (
    partition   int         primary key,
    -- How many the topic has; 0 until a watermark has told.
    partitions  int         not null,
    -- A record with a higher offset means that records were lost here.
    next_offset bigint      not null,
    -- Records before this were lost or could not be read: what was known of a key before it is not continued.
    blind_since timestamptz not null,
    -- Every change committed before this has been read.
    proven_at   timestamptz
);
comment on table key_watermark is 'How far each partition of claviger.keys.v1 was read, by whichever replica owns it.';

create table watermark_signer (
    id         text        primary key,
    public_key text        not null,
    learned_at timestamptz not null default now()
);
comment on table watermark_signer is 'Public keys of watermarks, as key-service itself told them; kept for a restart while it is away.';
