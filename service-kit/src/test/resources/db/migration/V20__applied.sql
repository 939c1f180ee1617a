create table applied (
    id             bigint generated always as identity primary key,
    name           text not null,
    revision       bigint,
    correlation_id text
);
comment on table applied is 'What the test service has done.';
