-- An instance that is given up with deleted keys in it is closed, and removed once none of them can come back (ADR 0036).
set local lock_timeout = '5s';
alter table instance add column closed_at timestamptz;
alter table instance add column closed_by text;
alter table instance add constraint instance_closed check ((closed_at is null) = (closed_by is null));
create index instance_closed on instance (id) where closed_at is not null;
comment on column instance.closed_at is 'When it was given up; from then on it is answered for like one that is not there.';
