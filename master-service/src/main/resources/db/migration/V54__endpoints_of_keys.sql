-- Which of the KMS's endpoints a cluster used a root key through last: also a former key is asked where it was.
alter table used_key add column kms_private boolean;
update used_key u
   set kms_private = coalesce(
           (select c.kms_private from cluster c where c.id = u.cluster_id and c.kms_key_crn = u.key_crn),
           (select e.kms_private from enablement e where e.cluster_id = u.cluster_id and e.key_crn = u.key_crn
             order by e.requested_at desc limit 1));
comment on column used_key.kms_private is 'Null where nothing is known: then the usual endpoint.';
