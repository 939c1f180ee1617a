-- Backups that this database was restored from and whose forgotten changes have been taken up (ADR 0022).
create table restored_backup (
    backup_of   timestamptz primary key,
    taken_up_at timestamptz not null
);
comment on table restored_backup is
    'A row is written while a start takes up what was forgotten and committed when it has: no later start does it again, and no other at the same time.';
