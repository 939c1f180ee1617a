#!/usr/bin/env bash
# Wraps over HTTP, as a client of the service would: JWT on, audit on, 32-byte payloads; 1, 8 and 64 connections, then
# batches of 100. Needs wrk (Debian, Ubuntu: apt-get install wrk; macOS: brew install wrk), curl and Linux' /proc.
#
#   bench/http/run.sh                a system of its own in a temporary folder, which goes afterwards
#   bench/http/run.sh --data DIR     the system that runs on DIR
#
# SECONDS_EACH (10) and WARM_UP (15) in the environment set how long it measures and warms up. PROFILE=FILE.jfr records a
# JFR profile of key-service while 64 connections wrap and one while it wraps batches.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/../.." && pwd)
each=${SECONDS_EACH:-10}
warm_up=${WARM_UP:-15}
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 2; }

data=
own=
if [ "${1:-}" = --data ]; then
  data=$2
else
  data=$(mktemp -d)/claviger
  own=yes
  trap '"$home/claviger" down --data "$data" >/dev/null 2>&1; rm -rf "${data%/claviger}"' EXIT
  "$home/claviger" up --detach --free-ports --data "$data" >&2
fi
eval "$("$home/claviger" env --data "$data")"

# The service itself and not the front door: the door is for people and has its own price.
pid=$(sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' "$data/run/key-service.json")
port=$(sed -n 's/.*"port" *: *\([0-9]*\).*/\1/p' "$data/run/key-service.json")
base=http://127.0.0.1:$port

token=$(curl -sSf "$CLAVIGER_URL/identity/token" -d grant_type=urn:ibm:params:oauth:grant-type:apikey \
  --data-urlencode "apikey=$CLAVIGER_API_KEY" | sed 's/.*"access_token" *: *"\([^"]*\)".*/\1/')
key=$(curl -sSf "$base/api/v2/keys" -H "Authorization: Bearer $token" -H "Bluemix-Instance: $CLAVIGER_INSTANCE_ID" -d '{"metadata":{
  "collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},"resources":[{"name":"bench","extractable":false,
  "type":"application/vnd.ibm.kms.key+json"}]}' | sed 's/.*"resources":\[{[^}]*"id":"\([0-9a-f-]*\)".*/\1/')

ticks() { awk '{print $14 + $15}' "/proc/$pid/stat"; }
wraps() { # connections, items, seconds
  local path=$base/api/v2/keys/$key/actions/wrap threads=1
  [ "$2" = 0 ] || path=$base/claviger/v1/keys/$key/actions/wrap
  [ "$1" -lt 64 ] || threads=2
  wrk -t"$threads" -c"$1" -d"$3s" -s "$here/wrap.lua" "$path" -- "$token" "$CLAVIGER_INSTANCE_ID" "$2" | sed -n 's/^RESULT //p'
}
measure() { # what, connections, items
  local before after result
  before=$(ticks)
  result=$(wraps "$2" "$3" "$each")
  after=$(ticks)
  # shellcheck disable=SC2086 # a row of figures
  set -- "$1" "$3" $result
  awk -v what="$1" -v items="$2" -v rate="$3" -v p50="$4" -v p99="$5" -v p999="$6" -v n="$7" -v failed="$8" \
    -v cpu=$((after - before)) -v hz="$(getconf CLK_TCK)" -v rss="$(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status")" 'BEGIN {
      per = items == 0 ? 1 : items
      printf "| %-22s | %9d | %9d | %8.2f | %8.2f | %8.2f | %8.3f | %4d | %6d |\n", what, rate, rate * per, p50, p99, p999,
        n == 0 ? 0 : cpu / hz / (n * per) * 1000, rss, failed }'
}

echo "key-service ready in $(sed -n 's/.*started in \([0-9.]*s\).*/\1/p' "$data/logs/key-service.log" | tail -n 1) of its own clock; warming up for $warm_up s" >&2
wraps 64 0 "$warm_up" >/dev/null
wraps 8 100 "$((warm_up / 2 + 1))" >/dev/null
echo "| what                   | requests/s|   wraps/s | p50 ms   | p99 ms   | p99.9 ms | CPU s/1k | RSS  | failed |"
echo "|------------------------|-----------|-----------|----------|----------|----------|----------|------|--------|"
measure "single, 1 connection" 1 0
measure "single, 8 connections" 8 0
[ -z "${PROFILE:-}" ] || jcmd "$pid" JFR.start name=single settings=profile filename="$PROFILE" >&2
measure "single, 64 connections" 64 0
[ -z "${PROFILE:-}" ] || jcmd "$pid" JFR.stop name=single >&2
[ -z "${PROFILE:-}" ] || jcmd "$pid" JFR.start name=batch settings=profile filename="${PROFILE%.jfr}-batch.jfr" >&2
measure "batch of 100, 8 conn." 8 100
[ -z "${PROFILE:-}" ] || jcmd "$pid" JFR.stop name=batch >&2
