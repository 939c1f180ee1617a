-- Lists of an instance's keys, for each order that a client may ask for. They end in the id, which settles what is equal, so
-- that a page is read from an index in its order, forwards or backwards. The first one has what most lists are narrowed by
-- as well: it is also what counts are read from. 'extractable' and 'imported' have no index: two values each, their order is
-- a sort of the best few over kms_key_listed_id.
create index kms_key_listed_id on kms_key (instance_id, id) include (state, extractable, imported, key_ring);
create index kms_key_listed_ring on kms_key (instance_id, key_ring, id) include (state, extractable, imported);
create index kms_key_listed_state on kms_key (instance_id, state, id);
create index kms_key_listed_creation on kms_key (instance_id, created_at, id);
create index kms_key_listed_update on kms_key (instance_id, last_update_at, id);
create index kms_key_listed_rotation on kms_key (instance_id, last_rotate_at, id);
create index kms_key_listed_deletion on kms_key (instance_id, deleted_at, id);
create index kms_key_listed_expiration on kms_key (instance_id, expiration_date, id);
-- Their columns lead two of the new ones.
drop index kms_key_by_instance;
drop index kms_key_by_ring;
