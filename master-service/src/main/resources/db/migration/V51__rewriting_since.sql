-- Since when secrets move: the rate, and so the estimated end, follow from it.
alter table enablement add column rewriting_since timestamptz;
comment on column enablement.rewriting_since is 'When the first secret could move; null before, and for enablements that move none.';
