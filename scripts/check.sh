#!/usr/bin/env bash
# Every check of the project, the fast ones first. People and the build machine run this same script.
#
#   scripts/check.sh
#
# Stops at the first failure. Needs Rust with rustfmt and clippy; uses cargo-nextest and cargo-deny where they are
# installed. Some tests read the reference material beside the checkout: ../shared, or the folder named by DONDOC_SHARED.
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

echo
echo "Not part of this script: scripts/browser.sh (the pages in a real browser) and scripts/api.sh (the API by its description)."

step "all checks passed"
