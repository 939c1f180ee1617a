alter table pool add column taints jsonb not null default '{}'::jsonb;
comment on column pool.taints is 'Kubernetes taints for the pool''s workers, {"key": "value:Effect"}.';
