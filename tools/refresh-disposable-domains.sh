#!/usr/bin/env bash
# Renews worker/data/disposable-domains.txt from the newest release of disposable-email-domains on PyPI (MIT), or from the one
# that is named. The list is kept by its community; whoever runs this looks through what has changed before committing it.
set -euo pipefail
cd "$(dirname "$0")/.."
data=worker/data
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT

python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --target "$staging" \
  "disposable-email-domains${1:+==$1}"
PYTHONPATH="$staging" python3 - "$staging" >"$staging/list" <<'PYTHON'
import glob, os, re, sys
from disposable_email_domains import allowlist, blocklist

metadata = open(glob.glob(os.path.join(sys.argv[1], "*.dist-info/METADATA"))[0]).read()
version = re.search(r"^Version: (.*)$", metadata, re.M).group(1)
print(f"# disposable-email-domains {version} (MIT; its licence is beside it). Made by tools/refresh-disposable-domains.sh.")
domain = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
print(*sorted(name for name in blocklist - allowlist if domain.fullmatch(name)), sep="\n")
PYTHON
mv "$staging/list" "$data/disposable-domains.txt"
cp "$staging"/*.dist-info/licenses/LICENSE.txt "$data/disposable-domains.LICENSE.txt"
wc -l "$data/disposable-domains.txt" | sed 's/^/lines: /'
