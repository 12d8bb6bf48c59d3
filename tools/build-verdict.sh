#!/usr/bin/env bash
# Builds what the parity test asks (tests/verdict) into target/parity as the widget's modules are built and packed:
# `light` without the tables, `tables` with them.
set -euo pipefail
source "$(dirname "$0")/env.sh"
source "$(dirname "$0")/widget-env.sh"
cd "$USHER_ROOT"
build() {
  cargo build --quiet --release --target wasm32-unknown-unknown --package usher-verdict --bin "$@"
  wasm-bindgen --target web --no-typescript --out-dir target/parity "target/widget/wasm32-unknown-unknown/release/$1.wasm"
  node --input-type=module --eval "import { pack } from './app/pack.mjs'; pack('target/parity', '$1', []);"
}
build light
build tables --features tables
