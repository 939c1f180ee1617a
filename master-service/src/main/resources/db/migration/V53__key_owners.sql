-- Whose rights on key management services count for the clusters of a region and a resource group of an account (clusters-api.md 4.1).
create table key_owner (
    account_id     text        not null,
    region         text        not null,
    resource_group text        not null,
    iam_id         text        not null,
    name           text        not null,
    since          timestamptz not null,
    primary key (account_id, region, resource_group)
);
comment on table key_owner is 'Owner of the API key of a region and a resource group: who ordered the first cluster there, or asked to be it since.';
insert into key_owner (account_id, region, resource_group, iam_id, name, since)
select distinct on (account_id, region, resource_group) account_id, region, resource_group, created_by, owner_name, created_at
  from cluster where length(resource_group) <= 128 order by account_id, region, resource_group, created_at;
