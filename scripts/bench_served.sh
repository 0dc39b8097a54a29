#!/usr/bin/env bash
# The program as it is served, at load, and Redmine beside it where it is installed.
#
#   scripts/bench_served.sh [tasks] [folder]
#
# Fills the folder with an office of 300 agencies and as many tasks as asked for (100000), about ten lines of the journal
# each, and keeps it for the next run. Needs Rust; about 3 GB of disk for 100000 tasks. For the peer:
#
#   sudo apt-get install redmine redmine-sqlite puma
#
# which is run on a copy of its database with as many issues, in production mode; its files are readable to root and
# www-data alone, so the script is run as one of them. Figures go to docs/performance.md by hand,
# with the load of the machine that is printed with them.
set -euo pipefail
cd "$(dirname "$0")/.."

tasks="${1:-100000}"
target="$(cargo metadata --locked --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')"
folder="${2:-$target/bench-served-$tasks}"
port="${REDMINE_PORT:-3999}"
key="0123456789abcdef0123456789abcdef01234567"
mkdir -p "$folder"

cargo build --locked --release --package dondoc
if [ ! -e "$folder/filled" ]; then
  rm -rf "$folder/data"
  cargo run --locked --release --package office --example large_office -- "$folder/data" "$tasks"
  touch "$folder/filled"
fi
# Each run writes: it works on a copy, so that the next one finds the same.
rm -rf "$folder/run"
cp -r "$folder/data" "$folder/run"

beside=()
installed=/usr/share/redmine
if [ -d "$installed" ] && [ -x /usr/bin/puma ]; then
  fresh="$(sed -n 's/^ *database: //p' /etc/redmine/default/database.yml)"
  if [ ! -e "$folder/redmine.filled" ]; then
    cp "$fresh" "$folder/redmine.sqlite3"
    python3 scripts/fill_redmine.py "$folder/redmine.sqlite3" "$tasks" "$key"
    cp "$folder/redmine.sqlite3" "$folder/redmine.filled"
  fi
  cp "$folder/redmine.filled" "$folder/redmine.sqlite3"
  (cd "$installed" && RAILS_ENV=production X_DEBIAN_SITEID=default DATABASE_URL="sqlite3:$folder/redmine.sqlite3" \
    exec /usr/bin/puma -e production -b "tcp://127.0.0.1:$port" -t 5:5 config.ru >"$folder/puma.log" 2>&1) &
  puma=$!
  trap 'kill $puma 2>/dev/null; wait $puma 2>/dev/null || true' EXIT
  for _ in $(seq 120); do
    curl --silent --output /dev/null "http://127.0.0.1:$port/issues/1" && break
    sleep 1
  done
  beside=(--beside "127.0.0.1:$port" --key "$key" --pid "$puma")
else
  echo "Redmine is not installed: nothing is measured beside it."
fi

cargo bench --locked --package dondoc --bench served -- \
  --program "$target/release/dondoc" --data "$folder/run" "${beside[@]}"
