create table import_token (
    instance_id          text        primary key references instance on delete cascade,
    id                   uuid        not null unique,
    public_key           text        not null,
    sealed_key           bytea,
    created_at           timestamptz not null,
    created_by           text        not null,
    expires_at           timestamptz not null,
    max_retrievals       int         not null check (max_retrievals >= 1),
    remaining_retrievals int         not null check (remaining_retrievals between 0 and max_retrievals)
);
create index import_token_by_expiration on import_token (expires_at) where sealed_key is not null;
comment on table import_token is 'The one import token of an instance; a new one replaces it.';
comment on column import_token.sealed_key is 'Nonce and private key, under the instance''s key; null from the token''s expiry on.';
