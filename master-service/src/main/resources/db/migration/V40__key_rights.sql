-- Whether the account of a root key lets the clusters of an account use it, as iam-service last said. One row for all clusters of
-- the account under the key: taking the authorization back costs the same however many there are (I8).
create table key_right (
    key_crn       text not null,
    account_id    text not null,
    -- Null while it is permitted.
    refused_since timestamptz,
    -- The last cluster that was told of the latest change, in the order of ids; null when all were.
    told_to       text,
    primary key (key_crn, account_id)
);
comment on table key_right is 'Root keys that the clusters of an account may not use for want of an authorization; no row means permitted.';
