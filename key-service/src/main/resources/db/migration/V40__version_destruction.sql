alter table key_version alter column sealed_material drop not null;
alter table key_version add column destroyed_at timestamptz;
alter table key_version add column destroyed_by text;
alter table key_version add constraint key_version_destroyed
    check ((sealed_material is null) = (destroyed_at is not null));
comment on column key_version.destroyed_at is 'When the material was destroyed, because nothing needed it any more; the row stays, for what names it.';
