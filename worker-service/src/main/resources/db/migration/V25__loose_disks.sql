-- Every try to make a disk makes a volume of its own, so that one which comes too late harms nobody's.
comment on column disk.driver is
    'What made the disk, a colon, the volume''s name. Without the colon the volume has the worker''s name, as all had before; an older replica knows no driver with a colon and leaves such a disk to the others.';

-- Claims of one subject never repeat, also not when its task was finished and another one asked for: numbers began anew then. The
-- step leaves room for an older replica, which adds one.
create sequence task_claim start 1000000000 increment 1000;

create table loose_disk (
    worker_id  text        not null,
    place      text        not null,
    cluster_id text        not null,
    -- The claim that may still record it; null for what was the worker's disk before.
    claim      bigint,
    attempts   int         not null default 0,
    not_before timestamptz not null default now(),
    primary key (worker_id, place)
);
create index loose_disk_due on loose_disk (not_before);
comment on table loose_disk is
    'Volumes, with their secrets, that may be there and are no worker''s disk: of tries under way or cut off, and former disks. They are destroyed, then forgotten.';

-- By a trigger, so that an older replica's changes count too.
create function disk_let_go() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.driver <> new.driver then
        insert into loose_disk (worker_id, place, cluster_id)
        select old.worker_id, old.driver, p.cluster_id
          from worker w join pool p on p.id = w.pool_id where w.id = old.worker_id
            on conflict do nothing;
    end if;
    return null;
end
$$;
create trigger disk_let_go after update of driver or delete on disk for each row execute function disk_let_go();
