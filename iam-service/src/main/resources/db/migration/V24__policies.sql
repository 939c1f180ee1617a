create table policy (
    id                uuid        primary key,
    position          bigint      generated always as identity unique,
    version           bigint      not null,
    -- The account of the keys: a policy lives where what it opens is.
    account_id        text        not null check (account_id ~ '^[0-9a-f]{32}$'),
    subject_account   text        not null check (subject_account ~ '^[0-9a-f]{32}$'),
    subject_service   text        not null,
    resource_service  text        not null check (resource_service in ('kms', 'hs-crypto')),
    resource_instance text,
    resource_key      text,
    roles             text[]      not null check (cardinality(roles) > 0),
    description       text        not null,
    -- Made by a service of ours on somebody's behalf.
    by_service        boolean     not null,
    -- The policy whose delegation it hangs from.
    delegated_by      uuid        references policy (id),
    created_at        timestamptz not null,
    created_by        text        not null,
    modified_at       timestamptz not null,
    modified_by       text        not null,
    check (resource_key is null or resource_instance is not null)
);
create index policy_by_account on policy (account_id, position);
create index policy_by_delegation on policy (delegated_by) where delegated_by is not null;
-- Two policies that open the same to the same would make deleting one of them mean nothing.
create unique index policy_once on policy
    (account_id, subject_account, subject_service, resource_service,
     coalesce(resource_instance, ''), coalesce(resource_key, ''));
comment on table policy is 'Which service of which account may use the root keys of an account.';
