# Every task of this repository. `make help` lists them.
SHELL := bash
.DEFAULT_GOAL := help

# What each build is made from; a build that is newer than all of it is left alone.
RUST := Cargo.toml Cargo.lock rust-toolchain.toml tools/env.sh tools/versions.env $(shell find shared/src -name '*.rs') shared/Cargo.toml
WORKER := $(RUST) tools/build-worker.sh worker/Cargo.toml $(shell find worker/src -name '*.rs')
APP := $(RUST) tools/build-app.sh tools/widget-env.sh tools/wasm-linker.sh Trunk.toml package-lock.json app/Cargo.toml app/index.html app/pack.mjs $(shell find app/src app/element -type f)
OPENAPI := $(WORKER) openapi/Cargo.toml $(wildcard openapi/*.rs openapi/*.css)

.PHONY: help dev build app worker openapi deploy test bench bench-scale bench-sign-ups check setup fmt

help: ## List the tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

dev: setup build ## Serve Usher and the demo portal on PORT (8787), with data that stays
	@tools/serve.sh

deploy: setup build ## Deploy to your Cloudflare account; asks for what it needs, and can be repeated
	@tools/deploy.sh

setup: ## Install what is missing: pinned tools into the user's cache, npm packages
	@tools/setup.sh

build: app worker openapi ## Build the widget, the Worker and the description of the API

app: dist/usher.js app/dist/usher.js
worker: worker/build/index.js
openapi: dist/openapi.json

dist/usher.js: $(APP)
	@tools/build-app.sh
	@touch $@

# The npm package, as `npm pack ./app` packs it.
app/dist/usher.js: dist/usher.js app/package.mjs
	@node app/package.mjs
	@touch $@

worker/build/index.js: $(WORKER)
	@tools/build-worker.sh
	@touch $@

# The widget's build empties dist.
dist/openapi.json: dist/usher.js $(OPENAPI)
	cargo run --quiet --package usher-openapi -- dist

test: ## Install what is missing, build, and run every test, the browser's too
	@tools/setup.sh --browser
	@$(MAKE) --no-print-directory build
	cargo test --package usher-shared --package usher-app
	cargo test --package usher-tests
	source tools/env.sh && node --test --test-concurrency=1 tests/clients/*.test.mjs tests/widget/*.test.mjs tests/deploy/*.test.mjs

bench: ## Measure the widget and the Worker beside hand-written ones (docs/benchmarks.md; about five minutes)
	@tools/setup.sh --browser
	@$(MAKE) --no-print-directory build
	@source tools/env.sh && node tests/bench/run.mjs

bench-scale: ## Measure a million customers beside a thousand (docs/scale.md; a quarter of an hour, 4 GB of disk)
	@tools/setup.sh
	@$(MAKE) --no-print-directory worker
	@source tools/env.sh && node tests/bench/scale.mjs

bench-sign-ups: ## A hundred thousand sign-ups: nothing tells known from unknown addresses (docs/security.md; a quarter of an hour)
	@tools/setup.sh
	@$(MAKE) --no-print-directory worker
	@source tools/env.sh && node tests/bench/sign_ups.mjs

check: ## Formatting, lints with warnings denied, the fast tests (under a minute once built)
	cargo fmt --all --check
	cargo clippy --package usher-shared --package usher-tests --package usher-verdict --package usher-app --package usher-openapi --all-targets --features texts -- -D warnings
	cargo clippy --package usher-worker --target wasm32-unknown-unknown -- -D warnings
	cargo clippy --package usher-app --target wasm32-unknown-unknown --features add --bin add -- -D warnings
	cargo clippy --package usher-app --target wasm32-unknown-unknown --features profile --bin profile -- -D warnings
	node_modules/.bin/tsc --project app/element
	cargo test --package usher-shared --package usher-app --lib
	cargo test --package usher-tests --test tidy

fmt: ## Format the Rust code
	cargo fmt --all
