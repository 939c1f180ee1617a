create table log_check (
    one        boolean     primary key default true check (one),
    size       bigint      not null check (size >= 0),
    frontier   bytea       not null,
    held       bigint      not null,
    roots_hold boolean     not null,
    findings   jsonb       not null,
    began_at   timestamptz not null,
    ended_at   timestamptz,
    ended_size bigint      not null,
    former     jsonb       not null
);
comment on table log_check is
    'Where the check of the log is that goes on in the background. Whoever owns the tables can write here that all is well.';
