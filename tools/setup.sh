#!/usr/bin/env bash
# Installs what is missing and nothing else: build tools into the user's cache by version (so another
# clone on this machine finds them), npm packages into node_modules, and with --browser a Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/env.sh

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

# Built for use once a build, not for speed: low optimisation and no LTO halve the time that this takes.
install_crate() {
  local crate=$1 version=$2 binary=$3; shift 3
  local root="$USHER_TOOLS/$crate-$version"
  [ -x "$root/bin/$binary" ] && return
  say "building $crate $version (once on this machine)"
  local staging; staging=$(mktemp -d "$USHER_TOOLS/.staging.XXXXXX")
  CARGO_TARGET_DIR="$USHER_TOOLS/.target" CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=false \
    cargo install "$crate" --version "=$version" --root "$staging" --no-track --quiet "$@"
  # A half-built tool never has the final name.
  rm -rf "$root" && mv "$staging" "$root"
}

mkdir -p "$USHER_TOOLS"
exec 9>"$USHER_TOOLS/.lock"
flock 9

# rust-toolchain.toml names the compiler and its parts; rustup brings what of them is missing.
if command -v rustup >/dev/null && ! (rustup component list --installed | grep rust-src >/dev/null && rustup target list --installed | grep wasm32 >/dev/null); then
  say "installing the Rust toolchain of rust-toolchain.toml"
  rustup toolchain install
fi
# trunk compiles only with its own lock file; wasm-bindgen-cli and worker-build only without theirs.
install_crate wasm-bindgen-cli "$WASM_BINDGEN" wasm-bindgen
install_crate worker-build "$WORKER_BUILD" worker-build
install_crate trunk "$TRUNK" trunk --locked
rm -rf "$USHER_TOOLS/.target"
flock -u 9

# Trunk builds without a network, so the crates are here before it does: the workspace's, and for the target those of the
# standard library, which is rebuilt.
(source tools/widget-env.sh && cargo fetch --quiet --locked && cargo fetch --quiet --locked --target wasm32-unknown-unknown)

if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "installing npm packages"
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
fi

# zenpy, which the tests call Usher by.
if [ "${1:-}" = --browser ] && [ ! -d "$ZENPY_PATH" ]; then
  say "installing zenpy"
  if ! python3 -m pip --version >/dev/null 2>&1; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "The clients' tests need Python's pip: install it." >&2; exit 1; }
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-pip >/dev/null
  fi
  staging=$(mktemp -d "$USHER_TOOLS/.staging.XXXXXX")
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --target "$staging" -r tests/clients/requirements.txt
  mv "$staging" "$ZENPY_PATH"
fi

if [ "${1:-}" = --browser ] && [ ! -x "$CHROMIUM" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The browser tests need Chromium: install it, and set CHROMIUM to its path if it is not $CHROMIUM." >&2
    exit 1
  fi
  say "installing Chromium"
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
