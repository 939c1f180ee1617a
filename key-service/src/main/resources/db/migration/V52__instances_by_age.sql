-- The list of all accounts' instances is read part by part.
create index instance_by_age on instance (created_at, id);
