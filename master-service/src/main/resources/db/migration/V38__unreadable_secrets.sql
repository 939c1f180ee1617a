-- A secret that a rewrite could not read is set aside: the rewrite goes on without it, and it is named to its owner. The mark holds
-- for one version of the object, so that whatever writes the object anew takes the mark away without knowing of it.
alter table kube_object add column unreadable_version bigint;
alter table kube_object add column unreadable_since timestamptz;
alter table kube_object add column unreadable_reason text;
-- Whether only its key was missing: then the mark goes when the key comes back.
alter table kube_object add column unreadable_by_key boolean not null default false;
create index kube_object_unreadable on kube_object (cluster_id, namespace, name) where unreadable_version is not null;
comment on column kube_object.unreadable_version is 'The resource version that could not be read; of another version it says nothing.';
