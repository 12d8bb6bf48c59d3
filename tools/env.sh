# Sourced by the Makefile's recipes and by tools/*: where the pinned tools are, and that none of them phones home.
source "$(dirname "${BASH_SOURCE[0]}")/versions.env"
USHER_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export USHER_TOOLS="${XDG_CACHE_HOME:-$HOME/.cache}/usher"
export PATH="$USHER_TOOLS/trunk-$TRUNK/bin:$USHER_TOOLS/worker-build-$WORKER_BUILD/bin:$USHER_TOOLS/wasm-bindgen-cli-$WASM_BINDGEN/bin:$USHER_ROOT/node_modules/.bin:$PATH"
# worker-build would download these three if it were not told where they are.
export ESBUILD_BIN="$USHER_ROOT/node_modules/.bin/esbuild"
export WASM_OPT_BIN="$USHER_ROOT/node_modules/.bin/wasm-opt"
export WASM_BINDGEN_BIN="$USHER_TOOLS/wasm-bindgen-cli-$WASM_BINDGEN/bin/wasm-bindgen"
export CHROMIUM="${CHROMIUM:-/usr/bin/chromium}"
export ZENPY_PATH="$USHER_TOOLS/zenpy-$ZENPY"
export WRANGLER_SEND_METRICS=false
