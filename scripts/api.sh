#!/usr/bin/env bash
# The API against its own description: schemathesis asks every operation for what the description allows and for what it
# does not, as each role, and a server error or an answer that is not described fails.
#
#   scripts/api.sh [examples per operation]
#
# Needs Python 3 with venv; schemathesis is installed into a folder of the build's target, in the versions of
# scripts/api-requirements.txt. DONDOC_BIN names a program that is built already.
set -euo pipefail
cd "$(dirname "$0")/.."

examples="${1:-15}"
target="$(cargo metadata --locked --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')"
if [ -z "${DONDOC_BIN:-}" ]; then
  cargo build --locked --package dondoc
  DONDOC_BIN="$target/debug/dondoc"
fi
venv="$target/schemathesis"
if ! cmp --quiet scripts/api-requirements.txt "$venv/installed"; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement scripts/api-requirements.txt
  cp scripts/api-requirements.txt "$venv/installed"
fi

data="$(mktemp -d)"
"$DONDOC_BIN" demo --data "$data" --listen 127.0.0.1:0 >"$data/out" 2>"$data/log" &
program=$!
trap 'kill $program 2>/dev/null; wait $program 2>/dev/null; rm -rf "$data"' EXIT
for _ in $(seq 100); do
  address="$(sed -n 's/^Đôn Đốc: \(.*\)\/$/\1/p' "$data/out")"
  [ -n "$address" ] && break
  sleep 0.2
done

# What it keeps of its runs goes with the data. One worker: with several, schemathesis ends now and then in an error of its
# own (its workers change what they share), and no run is like the one before.
cd "$data"
status=0
for login in vanphong cat quantri; do
  token="$(curl --fail --silent "$address/api/session" --header 'content-type: application/json' \
    --data "{\"login\":\"$login\",\"password\":\"Mat-khau-thu-2026\"}" | sed 's/.*"token":"\([^"]*\)".*/\1/')"
  echo "== as $login"
  "$venv/bin/schemathesis" run "$address/api/openapi.json" --header "authorization: Bearer $token" \
    --max-examples "$examples" --seed 1 --workers 1 --warnings off --request-timeout 30 --continue-on-failure \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
    --exclude-path-regex '^/api/session|^/api/account' || status=1
done
exit "$status"
