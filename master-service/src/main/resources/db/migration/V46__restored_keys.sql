-- Masters of older versions do not come back by themselves when their root key was deleted and restored.
create table restored_key (
    key_crn     text        primary key references bound_key (crn) on delete cascade,
    restored_at timestamptz not null
);
comment on table restored_key is 'Root keys that were deleted while something hung from them, and since when they are not any more.';
