create table data_key (
    id         bigint generated always as identity primary key,
    key_crn    text not null,
    version_id text not null,
    rewraps    int  not null default 0
);
create index data_key_by_key on data_key (key_crn, version_id);
comment on table data_key is 'What the test service keeps under root keys.';
