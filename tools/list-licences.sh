#!/usr/bin/env bash
# Writes docs/licences.md: what is compiled into the Worker and the widget, and under which licence. With `--print`, to the terminal.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

# The crates that this package is made of where it runs, without what only builds it: name, version, licence.
crates() {
  cargo tree --quiet --locked --offline --target wasm32-unknown-unknown --edges normal,no-proc-macro --prefix none \
    --format '{p}|{l}' "$@" | grep -v '^usher-' | sed -E 's/ \(\*\)//; s/^([^ ]+) v([^| ]+)[^|]*/\1|\2/' | sort -u
}

document() {
  echo "# What ships, and under which licence"
  echo
  echo "Made by \`tools/list-licences.sh\`; a test holds it against \`Cargo.lock\`. Usher's own crates are MIT or Apache-2.0. Of npm's packages"
  echo "none ships. The standard library of Rust is MIT or Apache-2.0."
  echo
  echo "| Data | Licence | In |"
  echo "|---|---|---|"
  echo "| \`worker/data/disposable-domains.txt\`: $(sed -nE '1s/^# ([^;(]+) \(.*/\1/p' worker/data/disposable-domains.txt) | MIT | Worker |"
  echo
  echo "| Crate | Version | Licence | In |"
  echo "|---|---|---|---|"
  { crates --package usher-worker | sed 's/$/|Worker/'; crates --package usher-app --features add,profile | sed 's/$/|widget/'; } \
    | sort -t'|' -k1,1 -k2,2V -k4,4 \
    | awk -F'|' '{ key = $1 "|" $2; if (key == last) { where = where ", " $4 } else { if (last) print line where " |"; last = key;
        line = "| " $1 " | " $2 " | " $3 " | "; where = $4 } } END { print line where " |" }'
}

if [ "${1:-}" = --print ]; then document; else document >docs/licences.md; fi
