create table api_key (
    id          uuid        primary key,
    position    bigint      generated always as identity unique,
    account_id  text        not null check (account_id ~ '^[0-9a-f]{32}$'),
    name        text        not null,
    iam_id      text        not null,
    grants      jsonb       not null,
    -- SHA-256 of at least 256 random bits; the key itself is nowhere.
    secret_hash bytea       not null unique check (length(secret_hash) = 32),
    origin      text        not null check (origin in ('BOOTSTRAP', 'REQUEST')),
    created_at  timestamptz not null,
    created_by  text        not null
);
-- Configuration names its keys, and a changed key replaces the former one.
create unique index api_key_bootstrap on api_key (name) where origin = 'BOOTSTRAP';
create index api_key_by_account on api_key (account_id, position);
comment on table api_key is 'API keys with their owner and roles, by digest.';

create table refresh_token (
    token_hash bytea       primary key check (length(token_hash) = 32),
    api_key_id uuid        not null references api_key (id) on delete cascade,
    expires_at timestamptz not null
);
create index refresh_token_by_api_key on refresh_token (api_key_id);
create index refresh_token_by_end on refresh_token (expires_at);
comment on table refresh_token is 'Refresh tokens by digest; they end with their API key or at expires_at.';
