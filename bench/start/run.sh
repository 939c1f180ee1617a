#!/usr/bin/env bash
# How fast key-service starts, alone, beside a system that runs: as a second replica on a port of its own, with and without what
# ./claviger train has left beside the jars. Needs curl and Linux' /proc.
#
#   bench/start/run.sh                a system of its own in a temporary folder, which goes afterwards
#   bench/start/run.sh --data DIR     the system that runs on DIR
#
# TIMES (5) in the environment says how often. ready: until /q/health/ready answers, the start of the JVM included.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
app=$home/key-service/target/quarkus-app
# The JDK that the services were trained with: found as there.
# shellcheck source=../../claviger
. "$home/claviger"
use_jdk
java=$JAVA_HOME/bin/java
work=$(mktemp -d)
if [ "${1:-}" = --data ]; then
  data=$2
  trap 'rm -rf "$work"' EXIT
else
  data=$work/claviger
  trap '"$home/claviger" down --data "$data" >/dev/null 2>&1; rm -rf "$work"' EXIT
  "$home/claviger" up --detach --free-ports --data "$data" >&2
fi
port=$((20000 + RANDOM % 9000))
sed "s/^quarkus.http.port=.*/quarkus.http.port=$port/" "$data/conf/key-service.properties" >"$work/settings.properties"

start() { # what, arguments of the JVM
  local what=$1 before after pid
  shift
  before=$(date +%s%N)
  "$java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx160m -Xss512k -XX:+UseSerialGC \
    -Djava.util.logging.manager=org.jboss.logmanager.LogManager "-Dquarkus.config.locations=$work/settings.properties" "$@" >"$work/log" 2>&1 &
  pid=$!
  until curl -sf -o /dev/null "http://127.0.0.1:$port/q/health/ready"; do
    kill -0 "$pid" 2>/dev/null || { tail -n 5 "$work/log" >&2 && exit 1; }
    sleep 0.02
  done
  after=$(date +%s%N)
  awk -v what="$what" -v ms=$(((after - before) / 1000000)) -v own="$(sed -n 's/.*started in \([0-9.]*\)s.*/\1/p' "$work/log")" \
    -v ticks="$(awk '{print $14 + $15}' "/proc/$pid/stat")" -v hz="$(getconf CLK_TCK)" \
    -v rss="$(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status")" -v load="$(cut -d' ' -f1 /proc/loadavg)" 'BEGIN {
      printf "| %-13s | %8.2f | %7.2f | %5.2f | %6d | %5.1f |\n", what, ms / 1000, own, ticks / hz, rss, load }'
  kill "$pid"
  wait "$pid" || true
}

echo "| what          | ready, s | own, s  | CPU s | RSS MB | load  |"
echo "|---------------|---------:|--------:|------:|-------:|------:|"
for _ in $(seq "${TIMES:-5}"); do
  start "as packaged" -jar "$app/quarkus-run.jar"
done
if [ -f "$app/aot/cache" ]; then
  for _ in $(seq "${TIMES:-5}"); do
    start "trained" "-XX:AOTCache=$app/aot/cache" --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED \
      --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED -cp "$app/$(sed "s#:#:$app/#g" "$app/aot/classpath")" io.quarkus.runner.GeneratedMain
  done
else
  echo "not trained: ./claviger train does it" >&2
fi
