#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# report.html in a real browser, headless: it says nothing on the console, asks for nothing, and is there to its end.
#
#   tests/page.sh [PAGE]...      without one, the samples' pages, made anew from their journals
#
# What a browser asks for on its own account has no page as its initiator, and no name leads anywhere here.
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/each.sh
. "$root/tests/each.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

browser=''
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then
        browser=$name
        break
    fi
done

# Leaves what the page said in said, what it asked for in asked, and itself as the browser has it in the file dom.
opened() { # PAGE
    local profile
    profile=$(mktemp -d -p "$scratch")
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync \
        --disable-background-networking --disable-component-update --host-resolver-rules='MAP * ~NOTFOUND' \
        --user-data-dir="$profile" --enable-logging=stderr --log-net-log="$profile/net.json" --dump-dom "file://$1" \
        >"$scratch/dom" 2>"$profile/log" </dev/null || { said="$browser: exit code $?"; asked=''; return; }
    said=$(sed -n 's/.*:CONSOLE[^]]*\] //p' "$profile/log")
    asked=$(grep '"initiator":' "$profile/net.json" | grep -v '"initiator":"not an origin"' |
        sed -n 's/.*"url":"\([^"]*\)".*/\1/p' | grep -v '^\(file\|data\):')
}

# Without this one the others would be silent when the browser writes its logs in another way.
a_page_that_talks_and_asks_is_caught() {
    cat >"$scratch/bad.html" <<'PAGE'
<!DOCTYPE html><title>bad</title><img src="http://127.0.0.1:9/picture"><script>console.error("a complaint")</script>
PAGE
    opened "$scratch/bad.html"
    if [[ $said = *'a complaint'* && $asked = *'http://127.0.0.1:9/picture'* ]]; then ok "$1"; else fail "$1" "$said $asked"; fi
}

is_silent_and_whole() { # NAME PAGE
    opened "$(realpath "$2")"
    if [[ -n $said ]]; then
        fail "$1" "$said"
    elif [[ -n $asked ]]; then
        fail "$1" "it asked for $asked"
    elif ! grep -q 'id="repeat"' "$scratch/dom" || ! grep -q '<svg role="img"' "$scratch/dom"; then
        fail "$1" "the page is not there to its end, or without a drawing"
    else
        ok "$1"
    fi
}

pages=("$@")
if [[ -z $browser ]]; then
    echo "skip pages_in_a_browser: there is no chromium here"
    exit 0
fi
if [[ $# -eq 0 ]]; then
    a_page_that_talks_and_asks_is_caught a_page_that_talks_and_asks_is_caught
    for sample in host lab lab-http micro; do
        "$root/bench" --no-install report --quiet --format html --output "$scratch/$sample" "$root/docs/samples/$sample" \
            >/dev/null && pages+=("$scratch/$sample/report.html")
    done
fi
for page in "${pages[@]}"; do is_silent_and_whole "page_of_$(basename "$(dirname "$page")")" "$page"; done
exit "$status"
