-- What has finalizers is deleted only once they are gone. Beside the sealed body, so that deleting needs no key.
alter table kube_object add column held boolean not null default false;
alter table kube_object add column deletion_at timestamptz;
alter table kube_change add column held boolean not null default false;
alter table kube_change add column deletion_at timestamptz;
comment on column kube_object.held is 'Whether it has finalizers. False for objects last written before this column: those go at once.';
comment on column kube_object.deletion_at is 'When it was to be deleted; it stays as long as it is held, or as something in the namespace is.';
