#!/usr/bin/env bash
# Wraps over HTTP, as a client of the service would: JWT on, audit on, 32-byte payloads; 64 and 8 connections, batches of
# 100, then 1 connection. Needs wrk (Debian, Ubuntu: apt-get install wrk; macOS: brew install wrk), curl and Linux' /proc.
#
#   bench/http/run.sh                a system of its own in a temporary folder, which goes afterwards
#   bench/http/run.sh --data DIR     the system that runs on DIR
#
# SECONDS_EACH (10) and WARM_UP (60) in the environment set how long it measures and warms up. PROFILE=FILE.jfr records a
# JFR profile of key-service while 64 connections wrap and one while it wraps batches.
#
# Each measurement begins when audit-service has written what was recorded before, so that none pays for another. Beside the
# figures: who used how much of the cores, what the collector stopped, and how many records went to Kafka in one request.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/../.." && pwd)
each=${SECONDS_EACH:-10}
warm_up=${WARM_UP:-60}
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 2; }

data=
if [ "${1:-}" = --data ]; then
  data=$2
else
  data=$(mktemp -d)/claviger
  trap '"$home/claviger" down --data "$data" >/dev/null 2>&1; rm -rf "${data%/claviger}"' EXIT
  "$home/claviger" up --detach --free-ports --data "$data" >&2
fi
eval "$("$home/claviger" env --data "$data")"

of_part() { sed -n "s/.*\"$2\" *: *\([0-9]*\).*/\1/p" "$data/run/$1.json"; } # part, what
# The service itself and not the front door: the door is for people and has its own price.
pid=$(of_part key-service pid)
port=$(of_part key-service port)
base=http://127.0.0.1:$port

token=$(curl -sSf "$CLAVIGER_URL/identity/token" -d grant_type=urn:ibm:params:oauth:grant-type:apikey \
  --data-urlencode "apikey=$CLAVIGER_API_KEY" | sed 's/.*"access_token" *: *"\([^"]*\)".*/\1/')
key=$(curl -sSf "$base/api/v2/keys" -H "Authorization: Bearer $token" -H "Bluemix-Instance: $CLAVIGER_INSTANCE_ID" -d '{"metadata":{
  "collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},"resources":[{"name":"bench","extractable":false,
  "type":"application/vnd.ibm.kms.key+json"}]}' | sed 's/.*"resources":\[{[^}]*"id":"\([0-9a-f-]*\)".*/\1/')

# Of a process and of its children, those that ended too.
ticks() { # pid
  { cat /proc/[0-9]*/stat 2>/dev/null || true; } | awk -v pid="$1" '{
    process = $1
    sub(/^.*\) /, "")
    if (process == pid) total += $12 + $13 + $14 + $15
    else if ($2 == pid) total += $12 + $13
  } END { print total + 0 }'
}
everybody() {
  local part
  for part in key-service kafka audit-service postgres; do ticks "$(of_part "$part" pid)"; done
  awk '{ sub(/^.*\) /, ""); print $14 + $15 }' "/proc/$$/stat" # whom this script has waited for: wrk
}
metric() { # of key-service; the sum over its labels
  curl -sSf "$base/q/metrics" | awk -v name="$1" '$1 ~ "^" name "([{]|$)" { total += $2 } END { print total + 0 }'
}
settle() { # audit-service has nothing left to write once it hardly works
  local audit before after quiet=0 waited=0
  audit=$(of_part audit-service pid)
  while [ "$quiet" -lt 2 ]; do
    [ "$waited" -lt 900 ] || { echo "audit-service is not done after 15 min" >&2; exit 1; }
    before=$(ticks "$audit")
    sleep 1
    after=$(ticks "$audit")
    waited=$((waited + 1))
    if [ $((after - before)) -lt $(($(getconf CLK_TCK) / 10)) ]; then quiet=$((quiet + 1)); else quiet=0; fi
  done
}
wraps() { # connections, items, seconds
  local path=$base/api/v2/keys/$key/actions/wrap threads=1
  [ "$2" = 0 ] || path=$base/claviger/v1/keys/$key/actions/wrap
  [ "$1" -lt 64 ] || threads=2
  wrk -t"$threads" -c"$1" -d"$3s" -s "$here/wrap.lua" "$path" -- "$token" "$CLAVIGER_INSTANCE_ID" "$2" | sed -n 's/^RESULT //p'
}
measure() { # what, connections, items, file for a profile if any
  local before after result pauses paused
  settle
  [ -z "${4:-}" ] || jcmd "$pid" JFR.start name=bench settings=profile filename="$4" >&2
  pauses=$(metric jvm_gc_pause_seconds_count)
  paused=$(metric jvm_gc_pause_seconds_sum)
  before=$(everybody)
  result=$(wraps "$2" "$3" "$each")
  after=$(everybody)
  [ -z "${4:-}" ] || jcmd "$pid" JFR.stop name=bench >&2
  # shellcheck disable=SC2086 # rows of figures
  set -- "$1" "$3" $result $before $after
  awk -v what="$1" -v items="$2" -v rate="$3" -v p50="$4" -v p99="$5" -v p999="$6" -v n="$7" -v failed="$8" \
    -v key=$((${14} - $9)) -v kafka=$((${15} - ${10})) -v audit=$((${16} - ${11})) -v postgres=$((${17} - ${12})) \
    -v wrk=$((${18} - ${13})) -v all=$((each * $(getconf CLK_TCK))) -v hz="$(getconf CLK_TCK)" \
    -v pauses="$(metric jvm_gc_pause_seconds_count)" -v before="$pauses" \
    -v paused="$(metric jvm_gc_pause_seconds_sum)" -v until="$paused" -v records="$(metric claviger_activity_request_records)" \
    -v rss="$(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status")" 'BEGIN {
      per = items == 0 ? 1 : items
      printf "| %-22s | %9d | %9d | %8.2f | %8.2f | %8.2f | %8.3f | %4d | %6d |", what, rate, rate * per, p50, p99, p999,
        n == 0 ? 0 : key / hz / (n * per) * 1000, rss, failed
      printf " %4.2f %4.2f %4.2f %4.2f %4.2f | %3d, %5.0f | %7.1f |\n", key / all, kafka / all, audit / all, postgres / all,
        wrk / all, pauses - before, (paused - until) * 1000, records }'
}

echo "key-service ready in $(sed -n 's/.*started in \([0-9.]*s\).*/\1/p' "$data/logs/key-service.log" | tail -n 1) of its own clock; warming up for $warm_up s" >&2
wraps 64 0 "$warm_up" >/dev/null
wraps 8 100 "$((warm_up / 2 + 1))" >/dev/null
echo "                                                                                                            cores of key, kafka,       GC pauses,   records"
echo "| what                   | requests/s|   wraps/s | p50 ms   | p99 ms   | p99.9 ms | CPU s/1k | RSS  | failed | audit, postgres, wrk     | ms in all  | a request |"
echo "|------------------------|-----------|-----------|----------|----------|----------|----------|------|--------|--------------------------|------------|---------|"
measure "single, 64 connections" 64 0 "${PROFILE:-}"
measure "single, 8 connections" 8 0
measure "batch of 100, 8 conn." 8 100 "${PROFILE:+${PROFILE%.jfr}-batch.jfr}"
measure "single, 1 connection" 1 0
