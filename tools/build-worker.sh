#!/usr/bin/env bash
# Builds the Worker into worker/build. Called by wrangler ([build] in wrangler.toml) and by the Makefile.
set -euo pipefail
source "$(dirname "$0")/env.sh"
cd "$USHER_ROOT/worker"
worker-build --profile edge
