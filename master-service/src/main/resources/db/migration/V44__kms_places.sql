-- KMS instances that clusters hang from and that the installation's own key-service does not have.
create table kms_place (
    instance_id text        primary key,
    url         text        not null,
    known_since timestamptz not null default now()
);
comment on table kms_place is 'Base URL of the key-service that has the instance; the first that was named stays.';
