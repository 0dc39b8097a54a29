#!/usr/bin/env bash
# The pages in a real browser: every journey with and without script, on a desktop and on a phone; accessibility (axe) and
# the accessible tree of pages under review.
#
#   scripts/browser.sh [options of playwright test]
#
# Needs Node.js with npm, Debian's chromium (CHROMIUM_BIN names another one) and pdftotext of poppler-utils for what is
# printed. DONDOC_BIN names a program that is built already. `--trace on` keeps what a failing test saw, for
# `npx playwright show-trace`; `--update-snapshots=changed` takes the trees as they are now, to be read before a commit.
set -euo pipefail
cd "$(dirname "$0")/.."

for program in npm pdftotext "${CHROMIUM_BIN:-chromium}"; do
  command -v "$program" >/dev/null || { echo "$program is missing: apt-get install nodejs npm chromium poppler-utils" >&2; exit 1; }
done

if [ -z "${DONDOC_BIN:-}" ]; then
  cargo build --locked --package dondoc
  target="$(cargo metadata --locked --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')"
  export DONDOC_BIN="$target/debug/dondoc"
fi
cd e2e
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --ignore-scripts
npx --no-install playwright test "$@"
