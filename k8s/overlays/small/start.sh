#!/usr/bin/env bash
# Formats the data folder the first time, then runs the broker. Works with apache/kafka and with docker/base-images.
set -euo pipefail
bin=/opt/kafka/bin
if [ ! -f /var/lib/kafka/data/meta.properties ]; then
  "$bin/kafka-storage.sh" format --config /etc/claviger/server.properties --cluster-id "$("$bin/kafka-storage.sh" random-uuid)"
fi
# No files in LOG_DIR, which nobody empties: neither the log's nor the garbage collector's.
export KAFKA_LOG4J_OPTS=-Dlog4j2.configurationFile=/etc/claviger/log4j2.xml
export EXTRA_ARGS='-name kafkaServer'
exec "$bin/kafka-server-start.sh" /etc/claviger/server.properties
