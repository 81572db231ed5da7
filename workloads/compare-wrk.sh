#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Compares `bench load` with wrk and with the bare C loop: same target, same connections, in one run, in alternating order.
#
#     workloads/compare-wrk.sh [PAIRS [SECONDS]]         10 pairs of 10 seconds
#
# Two targets, nginx and bpfbench's own, each in a process of its own. CPU per request is user + system time of the whole client
# process, its start included, over the responses it counted. Everything goes over the loopback interface.
#
# Environment: JAVA_HOME (JDK 25 or newer; without it the one that ./bench takes), CONNECTIONS (64), JAVA_FLAGS (added to the client's), TARGETS ("nginx embedded"),
# WARMUP: seconds that `bench load` runs before it counts; its CPU per request is then the whole process's from there on, by its
# own clock, without what a JVM spends once on its start.
# Uses what the distribution has of wrk, nginx and a C compiler. What is missing of wrk and the compiler it installs where it may;
# nginx comes unpacked into target/nginx, since its package would start a server (tests/nginx.sh).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
pairs=${1:-10}
seconds=${2:-10}
connections=${CONNECTIONS:-64}
targets=${TARGETS:-nginx embedded}
jar=$root/harness/target/bpfbench.jar

say() { echo "compare-wrk: $*" >&2; }

missing=()
command -v wrk >/dev/null || missing+=(wrk)
command -v cc >/dev/null || missing+=(gcc libc6-dev)
if ((${#missing[@]})); then
    say "installing ${missing[*]}"
    as_root=()
    [[ $(id -u) = 0 ]] || as_root=(sudo -n)
    # Lists that cannot be updated may do as they are.
    "${as_root[@]}" apt-get update -q >/dev/null || true
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null ||
        { say "install ${missing[*]} first"; exit 1; }
fi

# Prints the JDK's java, from the places where ./bench looks for a JDK, in its order.
find_java() {
    local home on_path version
    on_path=$(readlink -f "$(command -v java || true)") || true
    for home in "${JAVA_HOME:-}" "${on_path%/bin/java}" /usr/lib/jvm/*; do
        [[ -x $home/bin/java && -r $home/release ]] || continue
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
        if [[ -n $version && $version -ge 25 ]]; then
            echo "$home/bin/java"
            return
        fi
    done
    return 1
}
"$root/bench" --version >/dev/null || exit 1 # builds, and installs a JDK where there is none
java=$(find_java) || { say "there is no JDK 25 or newer in JAVA_HOME, PATH or /usr/lib/jvm"; exit 1; }

nginx=''
if [[ " $targets " = *" nginx "* ]]; then
    "$root/tests/nginx.sh" >/dev/null 2>&1 || true
    nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || nginx=$root/target/nginx/nginx
    [[ -x $nginx ]] || { say "$(cat "$root/target/nginx/why-not"); TARGETS=embedded does without"; exit 1; }
fi

work=$(mktemp -d)
children=()
cleanup() {
    # Every child was started here; its own id ends it.
    for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

cc -O2 -o "$work/bare-loop" "$here/src/main/native/bare-loop.c"
chmod 755 "$work"

# As ./bench starts it.
client_flags=(-Xms16m -Xmx256m -XX:+UseSerialGC -XX:-UsePerfData -XX:TieredStopAtLevel=1
    --enable-native-access=ALL-UNNAMED)
read -ra more <<<"${JAVA_FLAGS:-}"
client_flags+=("${more[@]}")
"$java" "${client_flags[@]}" -XX:ArchiveClassesAtExit="$work/bench.jsa" -jar "$jar" load -t1 -c1 -d100ms \
    http://127.0.0.1:1/ >"$work/archive.log" 2>&1 || true
client_flags+=(-XX:SharedArchiveFile="$work/bench.jsa" -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off)

nginx_port=$((20000 + RANDOM % 10000))
body=$(printf 'x%.0s' {1..64})
cat >"$work/nginx.conf" <<CONF
worker_processes 1;
daemon off;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 20000; }
http {
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path $work/body;
    proxy_temp_path $work/proxy;
    fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi;
    scgi_temp_path $work/scgi;
    server {
        listen 127.0.0.1:$nginx_port;
        location / { return 200 "$body"; }
    }
}
CONF

start_nginx() {
    "$nginx" -c "$work/nginx.conf" 2>"$work/nginx.err" &
    children+=($!)
    port=$nginx_port
    sleep 1
}

start_embedded() {
    # Its standard input stays open as long as this script lives; when that ends, so does the target.
    mkfifo "$work/alive"
    "$java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$jar" io.bpfbench.workloads.http.HttpTarget 0 64 \
        <"$work/alive" >"$work/uri" &
    children+=($!)
    exec 9>"$work/alive"
    for _ in {1..100}; do
        [[ -s $work/uri ]] && break
        sleep 0.1
    done
    port=$(sed 's/.*:\([0-9]*\)\/.*/\1/' "$work/uri")
}

# Prints: client, responses, user + system seconds, of one run.
run_client() {
    local TIMEFORMAT='%U %S' requests cpu
    case $1 in
        wrk)
            { time wrk -t1 -c"$connections" -d"${seconds}s" "http://127.0.0.1:$port/" >"$work/out"; } 2>"$work/time"
            requests=$(awk '/ requests in /{print $1}' "$work/out")
            ;;
        bench)
            { time "$java" "${client_flags[@]}" -jar "$jar" load -t1 -c"$connections" -d"${seconds}s" \
                --warmup "${WARMUP:-0}s" "http://127.0.0.1:$port/" >"$work/out"; } 2>"$work/time"
            requests=$(awk '/ requests in /{print $1}' "$work/out")
            ;;
        bare)
            { time "$work/bare-loop" "$port" "$connections" "$seconds" >"$work/out"; } 2>"$work/time"
            requests=$(awk '{print $1}' "$work/out")
            ;;
    esac
    cpu=$(awk 'END{print $1 + $2}' "$work/time")
    if [[ $1 = bench && ${WARMUP:-0} != 0 ]]; then
        cpu=$(awk -v requests="$requests" '/^Client:/{print $(NF - 5) * requests / 1e6}' "$work/out")
    fi
    echo "$1 $requests $cpu"
}

printf '%-9s %4s  %-22s %-22s %-22s\n' target pair "wrk req/s, us/req" "bench" "bare loop"
for target in $targets; do
    "start_$target"
    run_client bare >/dev/null # the first run warms the target, and counts for nobody
    for ((pair = 1; pair <= pairs; pair++)); do
        order="wrk bench bare"
        ((pair % 2)) || order="bare bench wrk"
        for client in $order; do run_client "$client"; done >"$work/pair"
        awk -v target="$target" -v pair="$pair" -v seconds="$seconds" '
            {requests[$1] = $2; cpu[$1] = $3 / $2 * 1e6}
            END {
                printf "%-9s %4d  ", target, pair
                n = split("wrk bench bare", clients, " ")
                for (i = 1; i <= n; i++) printf "%8.0f %7.3f       ", requests[clients[i]] / seconds, cpu[clients[i]]
                printf "\n"
            }' "$work/pair" | tee -a "$work/table"
    done
done

# Ratios pair by pair, then their median and range: what the machine did to one pair it did to all three clients.
median() { sort -g | awk '{v[NR] = $1} END {m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.3f (%.3f to %.3f)", m, v[1], v[NR]}'; }
echo
for target in $targets; do
    rows() { awk -v target="$target" '$1 == target' "$work/table"; }
    echo "$target: CPU per request, bench / wrk:  $(rows | awk '{print $6 / $4}' | median)"
    echo "$target: CPU per request, bench / bare: $(rows | awk '{print $6 / $8}' | median)"
    echo "$target: CPU per request, bare / wrk:   $(rows | awk '{print $8 / $4}' | median)"
    echo "$target: throughput, bench / wrk:       $(rows | awk '{print $5 / $3}' | median)"
    echo "$target: throughput, bare / wrk:        $(rows | awk '{print $7 / $3}' | median)"
done
