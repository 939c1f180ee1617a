#!/usr/bin/env bash
# Makes the topics that are not there yet. What exists is left alone, partitions included.
set -euo pipefail
servers=${KAFKA_BOOTSTRAP_SERVERS:-kafka:9092}
topics() { /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$servers" "$@"; }
known=$(topics --list)
for topic in keys acks clusters workers activity; do
  for name in "claviger.$topic.v1" "claviger.$topic.v1.dlq"; do
    if ! grep -qx "$name" <<<"$known"; then
      topics --create --if-not-exists --topic "$name" --partitions "${PARTITIONS:-6}" \
        --replication-factor "${REPLICAS:-1}" --config retention.ms="${RETENTION_MS:-604800000}"
    fi
  done
done
