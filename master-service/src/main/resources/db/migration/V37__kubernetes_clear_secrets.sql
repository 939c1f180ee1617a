-- Once the last secret in clear has been sealed, one that is in clear again was put there by somebody else.
alter table kube_cluster add column holds_clear boolean not null default true;
update kube_cluster k set holds_clear = false
 where k.write_data_key_id is not null
   and not exists (select 1 from kube_object o
                    where o.cluster_id = k.cluster_id and o.kind = 'Secret' and o.data_key_id is null);
comment on column kube_cluster.holds_clear is 'Whether secrets in clear may be here: false from the moment a cluster with a data key has none left.';
