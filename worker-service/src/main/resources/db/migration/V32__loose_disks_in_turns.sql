-- Counts what was made under the name meanwhile: who destroys forgets only what was there when it began.
set local lock_timeout = '5s';
alter table loose_disk add column generation int not null default 0;
alter table loose_disk add column since timestamptz not null default now();
comment on column loose_disk.since is 'When it was begun, or let go.';
