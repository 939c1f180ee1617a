-- Which keys and instances have changed since a replica last looked, and which replicas there are (ADR 0009). Written by
-- triggers, so that no operation, present or future, can forget to tell the caches.

create table key_cache_change (
    xid     xid8 not null,
    subject text not null,
    primary key (xid, subject)
);
comment on table key_cache_change is 'Changed keys and instances by transaction, until every replica has seen them.';

create table key_cache_replica (
    id       uuid        primary key,
    renewals bigint      not null,
    seen     pg_snapshot not null,
    lease_ms int         not null check (lease_ms > 0)
);
comment on table key_cache_replica is 'Replicas that may use what they have cached, for lease_ms after each renewal.';
comment on column key_cache_replica.seen is 'What was committed when the replica last dropped what had changed.';

create function note_key_cache_change() returns trigger language plpgsql as $$
begin
    insert into key_cache_change (xid, subject)
    values (pg_current_xact_id(), coalesce(to_jsonb(old), to_jsonb(new)) ->> tg_argv[0])
    on conflict do nothing;
    perform pg_notify('key_cache', '');
    return null;
end
$$;

create trigger key_cache_change after update or delete on kms_key
    for each row execute function note_key_cache_change('id');
create trigger key_cache_change after update or delete on key_version
    for each row execute function note_key_cache_change('key_id');
create trigger key_cache_change after insert or update or delete on key_alias
    for each row execute function note_key_cache_change('key_id');
create trigger key_cache_change after update or delete on instance
    for each row execute function note_key_cache_change('id');
create trigger key_cache_change after insert or update or delete on instance_policy
    for each row execute function note_key_cache_change('instance_id');
