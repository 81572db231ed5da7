#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# bench run --probe: objects of others, measured on the host and in the lab. Those of the native tests, and those inside the
# distribution's libbpf-tools, which were not written for this. One function a test; the list of them stands at the end.
# shellcheck disable=SC2317 # functions are called through each()
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
results=$(mktemp -d)
objects=$root/probe-native/build/test/objects
trap 'rm -rf --one-file-system "$results"' EXIT

# shellcheck source=tests/each.sh
. "$root/tests/each.sh"
# shellcheck source=tests/packages.sh
. "$root/tests/packages.sh"

make -C "$root/probe-native" test-objects >"$results/make" 2>&1 || {
    fail the_objects_are_built "$(tail -n 3 "$results/make")"
    exit 1
}

bench() { "$root/bench" --no-install "$@"; }
in_the_lab() { # RUN OPTION...
    local name=$1
    shift
    bench run --where lab --load pingpong --preset smoke --seed 7 --output "$results/$name" "$@" >"$results/$name.out" 2>&1
}
said() { tail -n 5 "$results/$1.out" | tr '\n' ' '; }

# Prints what a run of a program takes, as summary.json has it: a number, or null.
cost() { # RUN JIT HARDEN PROGRAM
    awk -v jit="$2" -v harden="$3" -v program="$4" '
        function value() { sub(/^[^:]*: */, ""); sub(/,$/, ""); gsub(/"/, ""); return $0 }
        /^  "programs" *:/ { inside = 1 }
        /^  "claims" *:/ { inside = 0 }
        !inside { next }
        /"cell" *:/ { of_jit = of_harden = "" }
        /"jit" *:/ { of_jit = value() }
        /"harden" *:/ { of_harden = value() }
        /"program" *:/ { of = value() }
        /"estimate" *:/ && of == program && of_jit == jit && (harden == "" || of_harden == harden) { print value(); exit }
    ' "$results/$1/summary.json"
}
attested() { ! grep -q '"attested" : false' "$results/$1/summary.json"; } # RUN

# --- what can be measured ------------------------------------------------------------------------------------------

# Seven programs of seven kinds; what each costs is in its order in every one of them, and blinding is proven.
every_kind_is_measured_in_the_lab() {
    local program plain blinded interpreted
    in_the_lab kinds --probe "$objects/every_kind.bpf.o" || { fail "$1" "$(said kinds)"; return; }
    grep -q '"fentry+fexit+kprobe+kretprobe+tracepoint+raw_tp+tp_btf"' "$results/kinds/summary.json" ||
        { fail "$1" "not every kind is attached: $(grep -A 1 -m 1 '"attach"' "$results/kinds/summary.json")"; return; }
    attested kinds || { fail "$1" "not every cell is attested: $(grep unverified "$results/kinds.out")"; return; }
    for program in send_begins send_ends receive_begins receive_ends space_by_tracepoint space_by_raw_tp space_by_tp_btf; do
        plain=$(cost kinds 1 0 "$program") blinded=$(cost kinds 1 2 "$program") interpreted=$(cost kinds 0 '' "$program")
        if ! holds 0 '<' "$plain" || ! holds "$plain" '<' "$blinded" || ! holds "$blinded" '<' "$interpreted"; then
            fail "$1" "$program: harden=0 $plain, harden=2 $blinded, interpreter $interpreted"
            return
        fi
    done
    ok "$1"
}

# The journal alone makes the same page, which speaks of the object by name.
its_report_names_the_object() {
    [[ -s $results/kinds/report.html ]] || { skip "$1" "there is no run to report of"; return; }
    if grep -q 'hardening cost every_kind.bpf.o' "$results/kinds/report.html" &&
        grep -q '^every_kind.bpf.o: ' "$results/kinds.out" &&
        grep -q 'kretprobe/tcp' "$results/kinds/summary.md" &&
        cmp -s "$objects/every_kind.bpf.o" "$results/kinds/probe.bpf.o" &&
        bench report "$results/kinds" --output "$results/again" >/dev/null 2>&1 &&
        cmp -s "$results/kinds/report.html" "$results/again/report.html"; then
        ok "$1"
    else
        fail "$1" "$(grep -m 1 '<h1' "$results/kinds/report.html")"
    fi
}

# What the interpreter lacks is a cell that cannot be had, with the verifier's reason; the others are measured.
a_callback_is_unavailable_to_the_interpreter() {
    in_the_lab callback --matrix jit -p jit=0,1 --probe "$objects/callback.bpf.o" || true
    if grep -q 'jit=0 unavailable: the interpreter cannot run it: the verifier' <(tr '\n' ' ' <"$results/callback.out" | tr -s ' ') &&
        holds 0 '<' "$(cost callback 1 '' loops)"; then
        ok "$1"
    else
        fail "$1" "$(said callback)"
    fi
}

raw_tracepoints_are_measured_on_the_host() {
    [[ $EUID -eq 0 ]] || { skip "$1" "changing settings needs root"; return; }
    local code=0
    bench run --where host --matrix harden --preset smoke --rate 2000 --output "$results/host" --probe "$objects/raw.bpf.o" \
        >"$results/host.out" 2>&1 || code=$?
    if grep -q 'raw.bpf.o unavailable\|cannot be read' "$results/host.out"; then
        skip "$1" "$(said host)"
    elif [[ $code -eq 0 && $(cost host '' 2 first) != null && $(cost host '' 2 first) ]] && attested host; then
        ok "$1"
    else
        fail "$1" "exit code $code: $(said host)"
    fi
}

# --- what cannot ---------------------------------------------------------------------------------------------------

refused() { # NAME CODE WORDS OPTION...
    local name=$1 wanted=$2 words=$3 said code=0
    shift 3
    said=$(bench run --preset smoke --output "$results/$name" "$@" 2>&1) || code=$?
    if [[ $code -eq $wanted && $(tr -s ' \n' ' ' <<<"$said") = *"$words"* && $said != *'	at '* ]]; then
        ok "$name"
    else
        fail "$name" "exit code $code: $said"
    fi
}
no_file() { refused "$1" 2 "--probe: cannot read /tmp/no/such.bpf.o: No such file or directory" --probe /tmp/no/such.bpf.o; }
no_elf() { refused "$1" 2 "--probe: object.sh is no ELF file: compile the program with clang" --probe "$0"; }
another_machine() { refused "$1" 2 "--probe: init is an ELF file for " --probe "$root/probe-native/build/init"; }
no_btf() { refused "$1" 2 "it has no BTF: compile it with clang -g" --probe "$objects/without_btf.bpf.o"; }
no_program() { refused "$1" 2 "--probe: no_program.bpf.o has no program in it" --probe "$objects/no_program.bpf.o"; }
every_program_off() { refused "$1" 2 "every program of off.bpf.o is switched off" --probe "$objects/off.bpf.o"; }
a_section_without_a_place() { refused "$1" 2 "libbpf cannot attach SEC(\"xdp\") of xdp.bpf.o by itself" --probe "$objects/xdp.bpf.o"; }
no_such_program() { refused "$1" 2 "there is no program 'third' in raw.bpf.o" --probe "$objects/raw.bpf.o" --programs first,third; }
a_program_that_is_tail_called() { refused "$1" 2 "the program tailed of tails.bpf.o is what others of it tail-call" --probe "$objects/tails.bpf.o" --programs tailed; }
an_iterator() { refused "$1" 2 "libbpf cannot attach SEC(\"iter/task\") of placeless.bpf.o" --probe "$objects/placeless.bpf.o" --programs an_iterator; }
# As root the host is asked, which is quicker; a guest says it in the same words.
where() { if [[ $EUID -eq 0 ]]; then echo host; else echo lab; fi; }
a_place_that_no_kernel_has() {
    refused "$1" 1 "nowhere.bpf.o unavailable: SEC(\"raw_tp/bpfbench_no_such_tracepoint\") of nowhere.bpf.o does not attach here: ENOENT" \
        --probe "$objects/nowhere.bpf.o" --where "$(where)" --matrix harden
}
a_program_that_the_verifier_refuses() {
    refused "$1" 1 "refused.bpf.o unavailable: the verifier refuses careless of refused.bpf.o: R" --probe "$objects/refused.bpf.o" \
        --where "$(where)" --matrix harden
}
its_last_lines_are_shown_out_of_a_guest() {
    refused "$1" 1 "invalid mem access 'map_value_or_null' The verifier's last lines: " --probe "$objects/refused.bpf.o" --where lab
}

# --- objects that were not written here ----------------------------------------------------------------------------

# Takes the BPF object out of a program of libbpf-tools, which holds it among its constants: an ELF file within an ELF file.
carve() { # PROGRAM OBJECT
    local offset size
    # From the second byte of each "\x7fELF" on: class, byte order, version; type 1 and machine 247 stand at offset 16.
    while IFS=: read -r offset _; do
        [[ $(od -An -tu2 -j $((offset + 16)) -N 4 "$1" | tr -s ' ') = ' 1 247' ]] || continue
        read -r size < <(od -An -tu8 -j $((offset + 40)) -N 8 "$1")
        read -r _ entry count _ < <(od -An -tu2 -j $((offset + 56)) -N 8 "$1")
        tail -c +$((offset + 1)) "$1" | head -c $((size + entry * count)) >"$2"
        return 0
    done < <(LC_ALL=C grep -abo $'\x7fELF' "$1")
    return 1
}

libbpf_tools() {
    local name
    command -v dpkg-deb >/dev/null || { skip "$1" "there is no dpkg-deb"; return; }
    packages_in "$results/packages"
    (cd "$results" && with_lists download libbpf-tools) || { skip "$1" "cannot download libbpf-tools ($(last_words))"; return; }
    dpkg-deb -x "$results"/libbpf-tools_*.deb "$results/tools"
    # What looks at TCP, so that messages make it run.
    for name in tcprtt tcptop; do
        carve "$results/tools/usr/sbin/$name" "$results/$name.bpf.o" ||
            { fail "${1}_$name" "there is no BPF object in $name"; continue; }
        if in_the_lab "$name" --matrix jit --probe "$results/$name.bpf.o" && attested "$name" &&
            grep -q '"estimate" : [0-9]' <(sed -n '/^  "programs"/,/^  "claims"/p' "$results/$name/summary.json"); then
            ok "${1}_$name"
        else
            fail "${1}_$name" "$(said "$name")"
        fi
    done
}

each no_file no_elf another_machine no_btf no_program every_program_off a_section_without_a_place no_such_program
each a_program_that_is_tail_called an_iterator
each every_kind_is_measured_in_the_lab its_report_names_the_object
each a_callback_is_unavailable_to_the_interpreter raw_tracepoints_are_measured_on_the_host
each a_place_that_no_kernel_has a_program_that_the_verifier_refuses its_last_lines_are_shown_out_of_a_guest libbpf_tools

needs_the_lab
run_each
