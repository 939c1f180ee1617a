-- One that another client may have: it gets its holder access tokens, and no passcode.
alter table refresh_token add column lent boolean not null default false;

-- When the refresh token ended that a passcode was got with: what follows from the passcode ends no later.
-- Null in a row of an older replica; then what follows ends with the passcode.
alter table passcode add column session_ends_at timestamptz;
