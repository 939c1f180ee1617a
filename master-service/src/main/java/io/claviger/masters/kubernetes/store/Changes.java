package io.claviger.masters.kubernetes.store;

/** The statements that change objects. Each change and its history are one: what a watch is told is what was done. */
final class Changes {

    private static final String HISTORY = """
             insert into kube_change (cluster_id, resource_version, change, kind, namespace, name, uid, created_at, labels,
                                      former_labels, type, body, data_key_id, held, deletion_at)
            select cluster_id, %s, kind, namespace, name, uid, created_at, labels, %s, type, body, data_key_id, held, deletion_at
              from changed
            """;

    static final String INSERT = """
            with changed as (
                insert into kube_object (cluster_id, kind, namespace, name, uid, resource_version, created_at, labels, type, held,
                                         body, data_key_id)
                values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)
                on conflict (cluster_id, kind, namespace, name) do nothing
                returning *)
            """ + HISTORY.formatted("resource_version, 'ADDED'", "null::jsonb");

    static final String REPLACE = """
            with former as (
                select labels as former_labels from kube_object
                 where cluster_id = ? and kind = ? and namespace = ? and name = ? and uid = ? and resource_version = ?),
            replaced as (
                update kube_object set resource_version = ?, labels = ?::jsonb, type = ?, held = ?, body = ?, data_key_id = ?
                 where cluster_id = ? and kind = ? and namespace = ? and name = ? and uid = ? and resource_version = ?
                returning *),
            changed as (select * from replaced, former)
            """ + HISTORY.formatted("resource_version, 'MODIFIED'", "former_labels");

    /** A version for each, in the order of names: a watch can be resumed between any two. */
    static final String DELETE = """
            with changed as (
                delete from kube_object
                 where cluster_id = ? and kind = ? and namespace = ? and (? or name = ?) and (? or not held)
                returning *)
            """ + HISTORY.formatted("? + row_number() over (order by name), 'DELETED'", "labels");

    /** The same for what stays and is to go. What a rewrite has set aside stays set aside. */
    static final String MARK = """
            with numbered as (
                select uid, ? + row_number() over (order by name) as version from kube_object
                 where cluster_id = ? and kind = ? and namespace = ? and (? or name = ?) and deletion_at is null),
            changed as (
                update kube_object o
                   set deletion_at = ?, resource_version = n.version,
                       unreadable_version = case when o.unreadable_version = o.resource_version then n.version end
                  from numbered n where o.cluster_id = ? and o.uid = n.uid
                returning o.*)
            """ + HISTORY.formatted("resource_version, 'MODIFIED'", "labels");

    private Changes() {}
}
