-- Watermarks (design 6.3): how far the stream of key events goes, said every few seconds and signed.
create table watermark_key (
    id          text        primary key,
    public_key  text        not null,
    -- Under the seal, like the instances' keys.
    sealed_seed bytea       not null,
    created_at  timestamptz not null default now()
);
comment on table watermark_key is 'Ed25519 keys that sign watermarks; the newest that has been public for long enough signs.';

create table watermark_turn (
    id         smallint    primary key default 1 check (id = 1),
    written_at timestamptz not null
);
insert into watermark_turn (written_at) values ('epoch');
comment on table watermark_turn is 'When the last watermark was written: whichever replica moves it on writes the next.';
