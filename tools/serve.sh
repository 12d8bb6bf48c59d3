#!/usr/bin/env bash
# Serves what is built: real workerd with D1 on disk, by wrangler dev, behind the demo portal.
#   PORT          where to listen (8787)
#   USHER_STATE   where D1 keeps its data (.wrangler/state)
#   RATE_LIMIT    requests a minute that one caller, and strangers, may send (100000)
set -euo pipefail
source "$(dirname "$0")/env.sh"
cd "$USHER_ROOT"
PORT=${PORT:-8787}
USHER_STATE=${USHER_STATE:-.wrangler/state}
RATE_LIMIT=${RATE_LIMIT:-100000}

# Asks nothing, and warns of nothing that local development does not need.
export CI=true
# The Worker's own secret; wrangler reads it from beside wrangler.toml and never deploys it.
cp demo/local.env .dev.vars

# wrangler.toml with the limit of local development: nobody who tries something out is to wait. Not tracked.
CONFIG=wrangler.local.toml
sed -E "s/^(RATE_LIMIT[A-Z_]* = \")[0-9]+/\1$RATE_LIMIT/; s/^(simple = \{ limit = )[0-9]+/\1$RATE_LIMIT/" wrangler.toml >"$CONFIG"

# Migrations and seed only touch what is new, but starting wrangler for that takes seconds: once per version of them.
version=$(cat worker/migrations/*.sql demo/seed.sql | sha256sum | cut -c1-16)
if [ ! -f "$USHER_STATE/seeded-$version" ]; then
  wrangler d1 migrations apply usher --local --persist-to "$USHER_STATE" >/dev/null
  wrangler d1 execute usher --local --persist-to "$USHER_STATE" --file demo/seed.sql >/dev/null
  touch "$USHER_STATE/seeded-$version"
fi

cat <<TEXT

  Usher is on http://localhost:$PORT

  The page plays a support portal with the widget in it. Scripts use the API with these accounts:

    admin@example.com       dev-admin-token
    agent@example.com       dev-agent-token        sees all tickets
    restricted@example.com  dev-restricted-token   sees only their groups' tickets
    light@example.com       dev-light-token        light agent

    curl -u agent@example.com/token:dev-agent-token http://localhost:$PORT/api/v2/users/me.json

  Mails that Usher sends are shown at http://localhost:$PORT/dev/mail; none leaves this machine.

  The data stays in $USHER_STATE. Ctrl-C ends it.

TEXT

# Where workerd's `send_email` leaves mails, and what shows them at /dev/mail.
export TMPDIR="$(realpath "$USHER_STATE")/mail"
mkdir -p "$TMPDIR"
exec 3< <(node demo/mailbox.mjs "$TMPDIR" $$)
read -r -u 3 MAILBOX

exec wrangler dev -c demo/wrangler.toml -c "$CONFIG" --port "$PORT" --ip 127.0.0.1 --var "MAILBOX:http://127.0.0.1:$MAILBOX" \
  --persist-to "$USHER_STATE" --show-interactive-dev-session=false
