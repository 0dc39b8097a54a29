#!/usr/bin/env bash
# Every check of the project, the fast ones first. People and the build machine run this same script.
#
#   scripts/check.sh
#
# Stops at the first failure. Needs Rust with rustfmt and clippy; uses cargo-nextest and cargo-deny where they are
# installed, and looks at the pages and asks the API where there are a browser with npm and a Python with venv. Some tests
# read the reference material beside the checkout: ../shared, or the folder named by DONDOC_SHARED.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }
has() { cargo "$1" --version >/dev/null 2>&1; }

step "format"
cargo fmt --all --check

step "lints: a warning is a failure here"
cargo clippy --locked --workspace --all-targets -- -D warnings

step "what may come in: licences, sources, fences (deny.toml)"
if has deny; then
  cargo deny --locked check --allow unused-wrapper --hide-inclusion-graph bans licenses sources
else
  echo "cargo-deny IS NOT INSTALLED: deny.toml is checked only as far as crates/dondoc/tests/fences.rs goes."
  echo "For the whole check: cargo install --locked cargo-deny"
fi

step "tests"
if has nextest; then
  cargo nextest run --locked --workspace --no-fail-fast
else
  cargo test --locked --workspace --lib --bins --tests --examples --no-fail-fast
fi

step "examples in the documentation"
cargo test --locked --workspace --doc

step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps

# The tests have built the program.
target="$(cargo metadata --locked --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')"
export DONDOC_BIN="$target/debug/dondoc"

step "pages in a real browser"
if command -v npm >/dev/null && command -v "${CHROMIUM_BIN:-chromium}" >/dev/null; then
  scripts/browser.sh
else
  echo "NO BROWSER: the pages are not looked at. For scripts/browser.sh: apt-get install nodejs npm chromium poppler-utils"
fi

step "the API by its description"
if python3 -c 'import ensurepip, venv' 2>/dev/null; then
  scripts/api.sh
else
  echo "NO PYTHON WITH VENV: the API is not asked. For scripts/api.sh: apt-get install python3-venv"
fi

step "all checks passed"
