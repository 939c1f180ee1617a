-- Ports of clusters' own, given only where a cluster whose root key is away shall not be reached at all.
create table cluster_port (
    cluster_id text primary key references cluster (id),
    port       int  not null unique
);
comment on table cluster_port is 'Port on which a cluster is reached; none while all clusters share the front door''s address.';
