-- The log. Rows are only ever added; the triggers below make that hold for anyone who is not the owner of the tables.

-- The single writer's row: whoever appends holds its lock until commit, so that indices have no gaps and readers who see
-- index n see every index below it.
create table log_head (
    one      boolean primary key default true check (one),
    size     bigint  not null check (size >= 0),
    frontier bytea   not null check (length(frontier) % 32 = 0)
);
comment on table log_head is 'Number of leaves and the right edge of the Merkle tree (roots of its full subtrees).';
insert into log_head (size, frontier) values (0, '');

create table activity (
    seq            bigint      primary key check (seq >= 0),
    -- Canonical JSON (RFC 8785) of the record: what the leaf hash is over. Every other column is derived from it.
    entry          bytea       not null check (length(entry) <= 65535),
    event_time     timestamptz not null,
    action         text        not null,
    outcome        text        not null,
    initiator_id   text        not null,
    target_id      text        not null,
    target_key_id  text,
    account_id     text,
    correlation_id text,
    concerned_keys text[]      not null,
    recorded_at    timestamptz not null
);
create index activity_by_time on activity (event_time);
create index activity_by_action on activity (action text_pattern_ops, seq);
create index activity_by_initiator on activity (initiator_id, seq);
create index activity_by_target on activity (target_id, seq);
create index activity_by_account on activity (account_id, seq);
create index activity_by_correlation on activity (correlation_id) where correlation_id is not null;
create index activity_by_key on activity using gin (concerned_keys);
comment on table activity is 'CADF records in the order of the log; seq is the leaf index.';
comment on column activity.concerned_keys is 'Ids of all keys the record is about, lower case.';

create view activity_record as
    select seq, convert_from(entry, 'UTF8')::json as record, event_time, action, outcome from activity;
comment on view activity_record is 'Records as JSON, for people with psql.';

create table tile_hash (
    level smallint not null check (level between 0 and 7),
    index bigint   not null check (index >= 0),
    hash  bytea    not null check (length(hash) = 32),
    primary key (level, index)
);
comment on table tile_hash is
    'Hashes of C2SP tlog-tiles: level 0 the leaf hashes, level n the roots of full tiles of level n-1.';

create table checkpoint (
    size      bigint      primary key check (size >= 0),
    root      bytea       not null check (length(root) = 32),
    note      text        not null,
    signed_at timestamptz not null
);
comment on table checkpoint is 'Every checkpoint ever signed; the key allows one root per size.';

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger append_only before update or delete on activity for each row execute function refuse_change();
create trigger append_only before update or delete on tile_hash for each row execute function refuse_change();
create trigger append_only before update or delete on checkpoint for each row execute function refuse_change();
create trigger no_truncate before truncate on activity for each statement execute function refuse_change();
create trigger no_truncate before truncate on tile_hash for each statement execute function refuse_change();
create trigger no_truncate before truncate on checkpoint for each statement execute function refuse_change();
