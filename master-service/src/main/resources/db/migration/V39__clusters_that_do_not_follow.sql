-- Clusters of versions that do not follow a rotation were bound as if they did, and so told key-service that they no longer need
-- the version that wraps their data key. What they acknowledge next says the truth.
update key_binding b
   set follows = false, version_id = d.key_version_id,
       version_created = case when d.key_version_id = k.version_id then k.version_created
                              else least(d.wrapped_at, k.version_created - interval '1 millisecond') end
  from cluster c
  join data_key d on d.cluster_id = c.id and d.state = 'CURRENT' and not d.follows
  join bound_key k on k.crn = d.key_crn
 where b.dependant = c.crn and b.key_crn = d.key_crn;
