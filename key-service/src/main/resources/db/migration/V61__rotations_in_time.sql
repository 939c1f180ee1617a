-- When to look at a rotation policy next. The sweep reads the policies whose time has come, and not each of them every few
-- seconds. Never later than the rotation is due: whatever moves that, in this release or a former one, puts it back.
set local lock_timeout = '5s';
alter table key_policy add column look_at timestamptz not null default '-infinity';
comment on column key_policy.look_at is 'Of a rotation policy: it is not due before; infinity while its key is not active.';

create function look_at_policy() returns trigger language plpgsql as $$
begin
    new.look_at := '-infinity';
    return new;
end
$$;
create trigger look_at_policy before update of enabled, interval_month on key_policy
    for each row execute function look_at_policy();

create function look_at_policy_of_key() returns trigger language plpgsql as $$
begin
    update key_policy set look_at = '-infinity' where key_id = new.id and kind = 'rotation' and look_at > '-infinity';
    return null;
end
$$;
create trigger look_at_policy_of_key after update of state, last_rotate_at on kms_key
    for each row when (old.state is distinct from new.state or old.last_rotate_at is distinct from new.last_rotate_at)
    execute function look_at_policy_of_key();
