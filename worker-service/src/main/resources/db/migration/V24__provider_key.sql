create table provider_key (
    one    boolean primary key default true check (one),
    key_id uuid    not null,
    probe  text    not null
);
comment on table provider_key is
    'Which provider''s key the disks are under, and a constant under it: the service does not start with another, or none.';
