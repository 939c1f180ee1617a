-- A signing key is under the seal like an instance's key, so it moves with them, and its seal is needed as long as it is there.
-- One whose seal was forgotten by a release that did not move it can sign no more; key-service makes a new one.
delete from watermark_key where substring(sealed_seed from 2 for 16) not in (select key_id from seal);
alter table watermark_key add column sealed_under bytea not null
    generated always as (substring(sealed_seed from 2 for 16)) stored references seal (key_id);
comment on column watermark_key.sealed_under is 'Which seal opens sealed_seed.';
