-- Config maps and deployments beside namespaces and secrets. Which kinds there are is the program's to know; which of them is
-- sealed is the database's too.
alter table kube_object drop constraint kube_object_kind_check;
alter table kube_object add constraint kube_object_kind_check
    check (kind in ('Namespace', 'Secret', 'ConfigMap', 'Deployment')) not valid;
alter table kube_object validate constraint kube_object_kind_check;
