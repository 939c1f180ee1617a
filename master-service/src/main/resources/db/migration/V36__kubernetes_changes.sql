-- What happened to the objects of a cluster of late, one row per resource version, so that watches can be resumed. Bodies are
-- sealed as the object was.
create table kube_change (
    cluster_id       text        not null references kube_cluster on delete cascade,
    resource_version bigint      not null,
    change           text        not null check (change in ('ADDED', 'MODIFIED', 'DELETED')),
    kind             text        not null,
    namespace        text        not null,
    name             text        not null,
    uid              uuid        not null,
    created_at       timestamptz not null,
    labels           jsonb       not null,
    -- What selectors saw before; null when there was no object.
    former_labels    jsonb,
    type             text        not null,
    body             bytea       not null,
    data_key_id      uuid,
    -- Not now(): writers of one cluster wait for each other after their transaction has begun.
    changed_at       timestamptz not null default clock_timestamp(),
    primary key (cluster_id, resource_version)
);
create index kube_change_by_age on kube_change (changed_at);
comment on table kube_change is 'Recent changes of Kubernetes objects. A version without a row, in the middle or at the start, means that the history is cut there: watches from before it get 410 Expired.';
