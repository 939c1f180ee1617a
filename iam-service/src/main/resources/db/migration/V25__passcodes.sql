create table passcode (
    passcode_hash bytea       primary key check (length(passcode_hash) = 32),
    api_key_id    uuid        not null references api_key (id) on delete cascade,
    expires_at    timestamptz not null
);
create index passcode_by_api_key on passcode (api_key_id);
create index passcode_by_end on passcode (expires_at);
comment on table passcode is 'One-time passcodes by digest; gone once used, with their API key, or at expires_at.';
