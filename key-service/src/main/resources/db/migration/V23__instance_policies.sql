create table instance_policy (
    instance_id         text        not null references instance on delete cascade,
    kind                text        not null check (kind in ('dualAuthDelete', 'rotation', 'metrics', 'allowedNetwork',
                                                             'allowedIP', 'keyCreateImportAccess')),
    enabled             boolean     not null,
    interval_month      smallint    check (interval_month between 1 and 12),
    allowed_network     text        check (allowed_network in ('public-and-private', 'private-only')),
    allowed_ip          text[]      not null default '{}',
    create_root_key     boolean,
    create_standard_key boolean,
    import_root_key     boolean,
    import_standard_key boolean,
    enforce_token       boolean,
    created_at          timestamptz not null,
    created_by          text        not null,
    updated_at          timestamptz not null,
    updated_by          text        not null,
    primary key (instance_id, kind)
);
comment on table instance_policy is 'What an owner has ordered for an instance; a disabled policy stays, and is listed.';
