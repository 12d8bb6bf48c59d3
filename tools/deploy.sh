#!/usr/bin/env bash
# Deploys what is built to Cloudflare, and asks for what that needs. Every step looks first and does what is missing, so
# after an interruption it is run again and goes on. Whatever it asks can be given instead:
#   CLOUDFLARE_API_TOKEN, CLOUDFLARE_ACCOUNT_ID   who deploys, and to which account (wrangler reads them too)
#   USHER_YES=1                                   create what is missing in that account
#   USHER_ADMIN_NAME, USHER_ADMIN_EMAIL           the first admin
#   USHER_MAIL_FROM                               the address that mails are sent from, of a domain that the account sends mail for
set -euo pipefail
source "$(dirname "$0")/env.sh"
cd "$USHER_ROOT"
# wrangler.toml with the account's ids: wrangler migrates no remote database whose id its configuration lacks. Not tracked.
CONFIG=wrangler.deploy.toml
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() { printf '%s\n' "$@" >&2; exit 1; }

# The value of an expression about `it`, the JSON on stdin.
json() { node -p "const it = JSON.parse(require('fs').readFileSync(0, 'utf8')); $1"; }

# wrangler where it has nothing to ask: without a terminal it asks nothing, and writes to no configuration.
quietly() { wrangler "$@" </dev/null; }

# Asks for a variable that is not set.
ask() {
  local answer
  while [ -z "${!1:-}" ]; do
    [ -t 0 ] || die "$2? Nobody is here to be asked: set $1."
    read -r -p "$2: " answer || die ""
    export "$1=$answer"
  done
}

sign_in() {
  [ -z "${CLOUDFLARE_API_TOKEN:-}" ] || [ -z "${CLOUDFLARE_ACCOUNT_ID:-}" ] || return 0
  quietly whoami --json >"$scratch/me" || die "Nobody is signed in to Cloudflare. Sign in with" "" "  npx wrangler login" "" \
    "or set CLOUDFLARE_API_TOKEN (it may edit Workers scripts, D1, Workers KV and Queues) and CLOUDFLARE_ACCOUNT_ID. Then run make deploy again."
  [ -n "${CLOUDFLARE_ACCOUNT_ID:-}" ] || choose_account
}

# The account of the last time, if it is still one; the only one; or whichever is chosen.
choose_account() {
  local accounts last account=
  accounts=$(json 'it.accounts.map(({ id, name }) => id + " " + name).join("\n")' <"$scratch/me")
  # The first deployment finds no $CONFIG.
  last=$(sed -n 's/^account_id = "\(.*\)"/\1/p' wrangler.toml "$CONFIG" 2>/dev/null | head -n 1) || true
  if [ -n "$last" ] && [[ $accounts == *"$last "* ]]; then
    account=$last
  elif [ "$(wc -l <<<"$accounts")" = 1 ]; then
    account=$accounts
  else
    [ -t 0 ] || die "There are several accounts. Set CLOUDFLARE_ACCOUNT_ID to one of" "$accounts"
    local IFS=$'\n' PS3='Deploy to which account? '
    select account in $accounts; do [ -z "$account" ] || break; done
    [ -n "$account" ] || die "No account, no deployment."
  fi
  export CLOUDFLARE_ACCOUNT_ID=${account%% *}
}

# Sets `ids` to each binding's resource in this account, and `missing` to the commands that create the others. A KV
# namespace is called as wrangler itself would: after the Worker and the binding. A queue has the name in wrangler.toml.
find_resources() {
  local binding name found
  ids= missing=
  quietly d1 list --json >"$scratch/d1"
  found=$(json 'it.find(({ name }) => name === "usher")?.uuid ?? ""' <"$scratch/d1")
  note DB "$found" "d1 create usher"
  for binding in $(awk -F'"' '/^\[/ { kind = $0 } kind == "[[kv_namespaces]]" && /^binding *=/ { print $2 }' wrangler.toml); do
    [ -f "$scratch/kv" ] || quietly kv namespace list >"$scratch/kv"
    name=usher-$(tr 'A-Z_' 'a-z-' <<<"$binding")
    found=$(json "it.find(({ title }) => title === '$name')?.id ?? ''" <"$scratch/kv")
    note "$binding" "$found" "kv namespace create $name"
  done
  rm -f "$scratch/kv"
  for name in $(awk -F'"' '/^\[/ { kind = $0 } kind == "[[queues.producers]]" && /^queue *=/ { print $2 }' wrangler.toml); do
    if quietly queues info "$name" >/dev/null 2>"$scratch/error"; then continue; fi
    grep -q "Queue \"$name\" does not exist" "$scratch/error" || { cat "$scratch/error" >&2; die "Whether there is a queue $name is not known."; }
    missing+="queues create $name"$'\n'
  done
}

note() { if [ -n "$2" ]; then ids+="$1=$2 "; else missing+="$3"$'\n'; fi; }

create_resources() {
  find_resources
  [ -n "$missing" ] || return 0
  say "Account $CLOUDFLARE_ACCOUNT_ID lacks what Usher keeps its data in. This creates it:"
  sed '/./s/^/      wrangler /' <<<"${missing%$'\n'}" >&2
  ask USHER_YES "Create it? (y/n)"
  [[ $USHER_YES == [1yY]* ]] || die "Nothing was created, and nothing deployed."
  local command
  # Its words are arguments.
  while read -r command; do quietly $command >/dev/null; done <<<"${missing%$'\n'}"
  find_resources
  [ -z "$missing" ] || die "Created, but not listed yet. Run make deploy again."
}

# wrangler.toml with the ids in place of others, and without [build]: make has built.
configure() {
  awk -v ids="$ids" -v account="$CLOUDFLARE_ACCOUNT_ID" '
    BEGIN {
      count = split(ids, pairs, " ")
      for (i = 1; i <= count; i++) { split(pairs[i], pair, "="); id[pair[1]] = pair[2] }
      key["[[d1_databases]]"] = "database_id"; key["[[kv_namespaces]]"] = "id"
      print "# Made from wrangler.toml by tools/deploy.sh, which makes it again each time."
      print "account_id = \"" account "\""
    }
    /^\[/ { kind = $0 }
    kind == "[build]" || /^account_id *=/ || (kind in key && $0 ~ "^" key[kind] " *=") { next }
    { print }
    kind in key && /^binding *=/ { split($0, quoted, "\""); print key[kind] " = \"" id[quoted[2]] "\"" }
  ' wrangler.toml >"$CONFIG"
}

# What only a laptop may know, from the files that say so: accounts and hashed tokens, the portal's key, the Worker's secret.
demo_marks() {
  grep -ohE "[0-9a-f]{64}|'[^' ]+@example\.com'" demo/seed.sql | tr -d "'"
  sed -n 's/.*secret: "\(.*\)".*/\1/p' demo/portal.js
  sed -n 's/^USHER_SECRET=//p' demo/local.env
}

# Looks at what would be uploaded, not at what ought to be.
refuse_demo_files() {
  demo_marks >"$scratch/marks"
  quietly deploy --dry-run --config "$CONFIG" --outdir "$scratch/upload" >/dev/null
  local status=0
  grep -rlaFf "$scratch/marks" dist "$scratch/upload" >&2 || status=$?
  # 1: it has looked, and found nothing.
  [ "$status" = 1 ] || die "These files have something of the demo in them. Nothing is deployed."
}

# Sets `secret_file` where the Worker has no secret yet, or is to send mails from another address. Only a clear answer says so: another secret would revoke every
# embed key, because they are derived from it (docs/adr/0003-how-are-embed-keys-kept.md).
make_secret() {
  local has=false
  sends_mail=${USHER_MAIL_FROM:+true}
  secret_file=
  if quietly secret list --config "$CONFIG" >"$scratch/secrets" 2>"$scratch/error"; then
    has=$(json 'it.some(({ name }) => name === "USHER_SECRET")' <"$scratch/secrets")
    grep -q '"MAIL_FROM"' "$scratch/secrets" && sends_mail=true
  elif ! grep -q 'Worker "usher" not found' "$scratch/error"; then
    cat "$scratch/error" >&2
    die "Whether the Worker has its secret is not known. Nothing is deployed."
  fi
  [ "$has" = false ] || [ -n "${USHER_MAIL_FROM:-}" ] || return 0
  secret_file=$scratch/secret
  HAS=$has MAIL_FROM=${USHER_MAIL_FROM:-} node -p '
    const made = process.env.HAS === "false" && { USHER_SECRET: require("crypto").randomBytes(32).toString("base64url") };
    JSON.stringify({ ...made, ...(process.env.MAIL_FROM && { MAIL_FROM: process.env.MAIL_FROM }) })' >"$secret_file"
  [ "$has" = true ] ||
    say "USHER_SECRET is made: 32 random bytes that only Cloudflare keeps. To lose it is to revoke every embed key."
}

migrate() {
  say "Bringing the database up to date"
  quietly d1 migrations apply usher --remote --config "$CONFIG"
}

run_sql() { quietly d1 execute usher --remote --config "$CONFIG" --json --command="$1"; }

look_at_database() {
  run_sql "$(cat worker/src/store/deployed.sql)" >"$scratch/deployed"
  needs_admin=$(json 'it[0].results[0].needs_admin' <"$scratch/deployed")
  [ "$(json 'it[0].results[0].has_demo' <"$scratch/deployed")" = 0 ] ||
    die "This database has the demo's accounts, whose tokens everybody knows. Nothing is deployed."
}

ask_admin() {
  ask USHER_ADMIN_NAME "The first admin's name"
  ask USHER_ADMIN_EMAIL "The first admin's e-mail address"
}

# wrangler may ask here, such as for the account's name below workers.dev. The secret comes with the code that needs it.
deploy() {
  say "Deploying"
  WRANGLER_OUTPUT_FILE_PATH=$scratch/output wrangler deploy --config "$CONFIG" ${secret_file:+--secrets-file "$secret_file"}
  local target
  # The first that has a host; after it wrangler may tell of a zone, a schedule, a queue.
  target=$(grep '"type":"deploy"' "$scratch/output" | json '(it.targets ?? []).find((target) => /^\S+\.\S+/.test(target))?.split(/[ *]/)[0] ?? ""')
  [ -n "$target" ] || die "wrangler names no address. If it has deployed, the Worker needs a route or a custom domain in wrangler.toml."
  address=https://${target#https://}
  address=${address%/}
}

await_address() {
  say "Waiting for $address (a new name takes a minute or two)"
  local try
  for try in {1..180}; do
    ! curl -fsS -o "$scratch/health" "$address/healthz" 2>"$scratch/error" || return 0
    sleep 1
  done
  cat "$scratch/error" >&2
  die "Deployed, but $address does not answer yet. Run make deploy again: the first admin is what is left."
}

# The token is shown before the admin is finished: whoever is interrupted here has seen it, or is given another.
make_admin() {
  local token hash sql
  token=$(node -p 'require("crypto").randomBytes(32).toString("base64url")')
  hash=$(printf %s "$token" | node -p 'require("crypto").createHash("sha256").update(require("fs").readFileSync(0)).digest("hex")')
  sql=$(<worker/src/store/first_admin.sql)
  run_sql "${sql//@HASH@/$hash}" >/dev/null
  printf 'header = "authorization: Bearer %s"\n' "$token" >"$scratch/curl"
  printf '\n  The API token of the first admin. Keep it: it is shown this once, and only its hash is stored.\n\n    export USHER_TOKEN=%s\n\n' "$token"
  until name_admin; do
    unset USHER_ADMIN_NAME USHER_ADMIN_EMAIL
    ask_admin
  done
}

# Fails where the rulebook refuses.
name_admin() {
  local status user='{ name: process.env.USHER_ADMIN_NAME, email: process.env.USHER_ADMIN_EMAIL, verified: true }'
  node -p "JSON.stringify({ user: $user })" >"$scratch/user" || exit 1
  status=$(curl -sS --config "$scratch/curl" -X PUT -H 'content-type: application/json' --data-binary "@$scratch/user" \
    -o "$scratch/answer" -w '%{http_code}' "$address/api/v2/users/1") || exit 1
  case $status in
    200) [ "$(json 'it.user.email !== null' <"$scratch/answer")" = true ] || { say "The first admin needs an e-mail address."; return 1; } ;;
    422) json 'Object.values(it.details).flat().map(({ description }) => description).join("\n")' <"$scratch/answer" >&2; return 1 ;;
    *) cat "$scratch/answer" >&2; die "" "The first admin has no name yet ($status). Run make deploy again." ;;
  esac
}

tell() {
  cat <<TEXT

  Usher is on $address

  Pages embed it with a token that your portal signs (app/README.md):

    <script type="module" src="$address/usher.js"></script><usher-add-customer token="…"></usher-add-customer>

  Scripts use the API:

    curl -H "authorization: Bearer \$USHER_TOKEN" $address/api/v2/users/me.json

TEXT
  [ -n "$sends_mail" ] || say "No mail is sent yet. Run again with USHER_MAIL_FROM=support@your.domain, a domain that Cloudflare sends mail for."
}

sign_in
create_resources
configure
refuse_demo_files
make_secret
migrate
look_at_database
[ "$needs_admin" = 0 ] || ask_admin
deploy
if [ "$needs_admin" != 0 ]; then
  await_address
  make_admin
fi
tell
