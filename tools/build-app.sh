#!/usr/bin/env bash
# Builds the widget into dist/: Trunk, with the flags of tools/widget-env.sh.
set -euo pipefail
source "$(dirname "$0")/env.sh"
source "$(dirname "$0")/widget-env.sh"
cd "$USHER_ROOT"
trunk build
