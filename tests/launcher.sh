#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Tests of ./bench on machines of our own making: a directory tree for the system, a PATH that holds little, a java, mvn
# and apt-get that only write down how they were called.
# shellcheck disable=SC2016,SC2034 # scripts are written to files; run leaves its findings to be read by name
set -uo pipefail

bench=$(cd "$(dirname "$0")/.." && pwd)/bench
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

# --- a machine ---------------------------------------------------------------------------------------------------

script() {
    mkdir -p "$(dirname "$1")"
    printf '#!%s\n%s\n' "$BASH" "$2" >"$1"
    chmod +x "$1"
}

jdk() {
    script "$1/bin/java" 'printf "java %s\n" "${0%/bin/java}"; printf "<%s>" "$@"; echo; exit "${FAKE_JAVA_EXIT:-0}"'
    script "$1/bin/javac" ''
    printf 'JAVA_VERSION="%s"\n' "$2" >"$1/release"
}

# A machine with a built tree in $home and nothing else: no JDK, no compiler. $1 is the ID in os-release.
machine() {
    rm -rf "${scratch:?}"/*
    home=$scratch/home system=$scratch/system
    mkdir -p "$scratch/bin" "$system/etc" "$system/var/lib/apt/lists/partial" "$home/target" "$home/.mvn" "$home/elsewhere"
    touch "$system/var/lib/apt/lists/mirror_Packages"
    printf 'ID=%s\n' "$1" >"$system/etc/os-release"
    local tool module
    for tool in awk bash cat dirname env find flock grep mkdir mv readlink rm sed sleep tail touch; do
        ln -s "$(command -v $tool)" "$scratch/bin/$tool"
    done
    cp "$bench" "$home/bench"
    touch "$home/pom.xml"
    mkdir -p "$home/deploy/sysctl.d"
    for module in reports workloads harness probe-native; do
        mkdir -p "$home/$module/src/main"
        touch "$home/$module/pom.xml" "$home/$module/src/main/Source"
    done
    # A build long past, of sources older still.
    find "$home" -exec touch -d '2 hours ago' {} +
    mkdir -p "$home/harness/target" "$home/probe-native/build"
    touch -d '1 hour ago' "$home/target/bench.stamp" "$home/harness/target/bpfbench.jar"
    script "$home/probe-native/build/latency-probe" ''
    script "$home/probe-native/build/message-exchange" ''
    script "$home/probe-native/build/trigger-runner" ''
    script "$home/probe-native/build/program-reader" ''
    script "$home/probe-native/build/micro-programs" ''
    script "$home/probe-native/build/init" ''
    script "$scratch/bin/sudo" 'while [[ $1 = -* ]]; do shift; done; exec "$@"'
    fake mvn 'echo "the compiler speaks"'
}

# A command on the machine's PATH that writes down how it was called, then does $2.
fake() { script "$scratch/bin/$1" "echo \"$1 \$*\" >>\"$scratch/calls\"; ${2:-}"; }

have_tools() {
    local each
    for each in make gcc clang bpftool qemu-system-x86_64 shellcheck; do fake $each; done
    mkdir -p "$system/usr/include/bpf"
    touch "$system"/usr/include/{stdio,libelf,zlib,bpf/bpf}.h
}

as=()
# Runs bench on that machine; leaves its exit code in $code, what it said in $out and $err.
run() {
    (cd "$home/elsewhere" && exec ${as[@]+"${as[@]}"} env -i PATH="$scratch/bin" HOME="$home" BENCH_SYSTEM_ROOT="$system" ${JAVA_HOME_:+JAVA_HOME="$JAVA_HOME_"} \
        ${FAKE_JAVA_EXIT:+FAKE_JAVA_EXIT="$FAKE_JAVA_EXIT"} "$BASH" "$home/bench" "$@" </dev/null >"$scratch/out" 2>"$scratch/err")
    code=$?
    out=$(<"$scratch/out")
    err=$(<"$scratch/err")
    calls=$(cat "$scratch/calls" 2>/dev/null)
}

# --- what is expected --------------------------------------------------------------------------------------------

problems=''
exits() { [[ $code -eq $1 ]] || problems+="exit code $code, not $1; "; }
holds() { [[ ${!1} = *"$2"* ]] || problems+="$1 lacks '$2': ${!1}; "; }
lacks() { [[ ${!1} != *"$2"* ]] || problems+="$1 holds '$2': ${!1}; "; }
one_line() { [[ $(grep -c '' <<<"${!1}") -eq 1 ]] || problems+="$1 is not one line: ${!1}; "; }

verdict() {
    if [[ -z $problems ]]; then
        printf 'ok   %s\n' "$1"
    else
        printf 'FAIL %s: %s\n' "$1" "$problems"
        status=1
    fi
    problems=''
}

# --- the tests ---------------------------------------------------------------------------------------------------

machine debian
run --help
exits 1 && one_line err && holds err "no JDK 25 or newer" && holds err "set JAVA_HOME"
verdict "without a JDK, and with no package of one, it says so in one sentence"

machine debian
jdk "$system/usr/lib/jvm/old" 17.0.1
jdk "$scratch/jre" 26 && rm "$scratch/jre/bin/javac"
jdk "$system/usr/lib/jvm/young" 25.0.3
JAVA_HOME_=$scratch/jre run --help
exits 0 && holds out "java $system/usr/lib/jvm/young"
verdict "a JDK that is too old and a runtime without a compiler are passed over"

jdk "$scratch/mine" 27-ea
JAVA_HOME_=$scratch/mine run --help
exits 0 && holds out "java $scratch/mine"
verdict "JAVA_HOME comes first when it is new enough"

FAKE_JAVA_EXIT=3 run --no-install report "two words" "*"
exits 3 && holds out "<report><two words><*>" && lacks out "no-install" && lacks calls mvn
verdict "arguments reach the program as typed, its exit code comes back, and nothing is built"

if [[ $EUID -eq 0 ]] && command -v setpriv >/dev/null; then
    chmod 755 "$scratch"
    as=("$(command -v setpriv)" --reuid=65534 --clear-groups)
    run report
    exits 0 && holds out "<report>" && lacks err denied
    touch "$home/harness/pom.xml"
    run report
    exits 1 && one_line err && holds err "cannot be written, and the sources are newer" && lacks calls mvn
    as=()
    touch -d '2 hours ago' "$home/harness/pom.xml"
    verdict "another user runs what is built, and is told when something would have to be"
else
    echo "skip another user runs what is built: taking another user's place needs root and setpriv"
fi

touch "$home/target/bench.jsa"
run report
exits 0 && holds out "<-XX:SharedArchiveFile=$home/target/bench.jsa>"
touch -d '2 hours ago' "$home/target/bench.jsa"
run report
exits 0 && lacks out SharedArchiveFile
verdict "the archive of classes is used while it is newer than the build"

[[ $(grep -c ArchiveClassesAtExit "$home/target/bench.log") -eq 1 ]] || problems+="it was not asked for once; "
run report
[[ $(grep -c ArchiveClassesAtExit "$home/target/bench.log") -eq 1 ]] || problems+="it was asked for again; "
touch "$home/harness/target/bpfbench.jar"
run report
[[ $(grep -c ArchiveClassesAtExit "$home/target/bench.log") -eq 2 ]] || problems+="it was not asked for after another build; "
exits 0 && lacks calls mvn
verdict "an archive older than the build is made anew, and a JDK that makes none is asked once"

rm "$home/target/bench.jsa.asked"
mkdir -p "$system/run/bpfbench" && touch "$system/run/bpfbench/lease.json"
script "$system/usr/lib/jvm/young/bin/java" '[[ $* != *--version* ]] || echo "is back" >&2; [[ $* != *docs/samples* ]] || echo hidden >&2'
run report
exits 0 && one_line err && holds err "is back"
rm -r "$system/run"
jdk "$system/usr/lib/jvm/young" 25.0.3
verdict "what a killed run left behind is restored where it is seen"

run test now
exits 2 && one_line err && holds err "'now'"
verdict "test takes no argument"

run run --no-install
exits 1 && one_line err && holds err "--no-install was given: apt-get install --no-install-recommends qemu-system-x86" && lacks calls apt-get
verdict "--no-install names the one package that is missing"

rm "$home/probe-native/build/message-exchange"
run --no-install run
exits 1 && holds err " make gcc clang "
verdict "a native part that is missing is built"

rm -r "$home/probe-native/build"
run --no-install run
holds err "install --no-install-recommends qemu-system-x86 make gcc clang bpftool libc6-dev libbpf-dev libelf-dev zlib1g-dev"
exits 1 && lacks calls mvn
verdict "--no-install names every package that is missing"

for distro in fedora:"dnf install qemu-system-x86-core make" arch:"pacman -S qemu-system-x86 make" plan9:"in Debian's names: qemu-system-x86 make"; do
    printf 'ID=%s\n' "${distro%%:*}" >"$system/etc/os-release"
    run run
    exits 1 && one_line err && holds err "'${distro%%:*}'" && holds err "${distro#*:}" && lacks calls apt-get
    verdict "on ${distro%%:*} it prints the list and stops"
done

machine mint
printf 'ID_LIKE="ubuntu debian"\n' >>"$system/etc/os-release"
jdk "$system/usr/lib/jvm/young" 25
fake apt-get "while [[ \$1 != */* ]]; do shift || exit 0; done"
run run
exits 0 && holds err "installing qemu-system-x86" && holds calls "apt-get install -q -y --no-install-recommends" && lacks calls "apt-get update"
verdict "on a relative of Debian it names and installs what is missing, with fresh lists as they are"

rm "$system/var/lib/apt/lists/mirror_Packages"
run run
exits 0 && holds calls "apt-get update"
verdict "missing package lists are fetched first"

fake apt-get 'echo "E: no space left"; exit 100'
run run
exits 1 && holds err "E: no space left" && holds err "apt-get could not install: qemu-system-x86"
verdict "when installing fails, the installer's last words are shown"

machine debian
fake apt-cache 'printf "openjdk-%s-jdk-headless - x\n" 17 27 26'
jdk "$scratch/packaged" 26
fake apt-get "mkdir -p '$system/usr/lib/jvm'; mv '$scratch/packaged' '$system/usr/lib/jvm/'"
run --help
exits 0 && holds calls "openjdk-26-jdk-headless" && holds out "java $system/usr/lib/jvm/packaged"
verdict "without a JDK it takes the distribution's oldest that is new enough"

machine debian
have_tools
jdk "$system/usr/lib/jvm/young" 25
touch "$home/reports/src/main/Source"
run --help
exits 0 && holds calls "mvn " && holds err "building" && lacks err "the compiler speaks" && lacks out "the compiler speaks"
verdict "a newer source is built, quietly"

rm "$scratch/calls"
run --help
exits 0 && lacks calls mvn && lacks err building
verdict "nothing is built twice"

find "$home" -exec touch -d '2 hours ago' {} +
touch -d '1 hour ago' "$home/target/bench.stamp"
rm "$home/workloads/src/main/Source"
run --help
exits 0 && holds calls "mvn "
verdict "a deleted source is noticed"

touch "$home/harness/pom.xml"
fake mvn 'echo "Source.java:1 is wrong"; exit 1'
run --help
exits 1 && holds err "Source.java:1 is wrong" && holds err "the build failed" && lacks out "java"
verdict "a failed build is shown and nothing runs"

run --help
exits 1
verdict "a failed build is tried again"

rm "$scratch/calls"
fake mvn 'sleep 1'
run --help &
run report
wait $!
exits 0
[[ $(grep -c mvn "$scratch/calls") -eq 1 ]] || problems+="mvn ran more or less than once; "
verdict "two launches at once build once"

exit $status
