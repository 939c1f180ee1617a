-- One row per cluster that has a Kubernetes API. Writers lock it: it orders them, and gives out the resource versions.
create table kube_cluster (
    cluster_id        text   primary key check (cluster_id ~ '^[a-z0-9]{20}$'),
    resource_version  bigint not null,
    -- Only bodies under this data key are taken for secrets; null: in clear.
    write_data_key_id uuid
);
comment on table kube_cluster is 'Counter of resource versions and the data key that new bodies must be under, per cluster.';

create table kube_object (
    cluster_id       text        not null references kube_cluster on delete cascade,
    kind             text        not null check (kind in ('Namespace', 'Secret')),
    -- Bytewise order, which paging relies on.
    namespace        text        collate "C" not null,
    name             text        collate "C" not null,
    uid              uuid        not null,
    resource_version bigint      not null,
    created_at       timestamptz not null,
    labels           jsonb       not null,
    type             text        not null,
    body             bytea       not null,
    data_key_id      uuid,
    primary key (cluster_id, kind, namespace, name),
    unique (cluster_id, uid),
    check ((kind = 'Namespace') = (namespace = '')),
    check (kind = 'Secret' or data_key_id is null)
);
create index kube_object_by_data_key on kube_object (cluster_id, data_key_id) where kind = 'Secret';
comment on table kube_object is 'Kubernetes objects. The body is the whole object as JSON, sealed under data_key_id unless that is null; the other columns are what lists select by.';
