#!/usr/bin/env bash
# rust-lld without the exports of wasm-streams, which Leptos depends on and the widget never uses: rustc exports what
# #[wasm_bindgen] marks in every crate, and what is exported is kept with all that it reaches.
args=()
while (($#)); do
  if [[ $1 == --export && $2 == *intounderlying* ]]; then
    shift 2
  else
    args+=("$1")
    shift
  fi
done
exec "$(rustc --print sysroot)/lib/rustlib/$(rustc --print host-tuple)/bin/rust-lld" "${args[@]}"
