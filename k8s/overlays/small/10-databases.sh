#!/usr/bin/env bash
# One database and one role per service. Nobody but its role may connect to a database.
set -euo pipefail
make() {
  # The password goes through standard input: not on a command line that others can list.
  psql -v ON_ERROR_STOP=1 --username postgres --dbname postgres --quiet <<SQL
create role $1 login password '$2';
create database $1 owner $1;
revoke connect, temporary on database $1 from public;
SQL
}
make iam "$IAM_PASSWORD"
make keys "$KEYS_PASSWORD"
make masters "$MASTERS_PASSWORD"
make workers "$WORKERS_PASSWORD"
make audit "$AUDIT_PASSWORD"
