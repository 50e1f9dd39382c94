# The few commands there are; `make` alone lists them. What they need and the machine lacks is
# installed first, where that is possible, and named where it is not.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run dev test storm build bench advisories setup setup-test setup-tools setup-bench

CACHE := $(HOME)/.cache/billwright
NODE := $(CACHE)/node/node_modules/.bin
# What cargo is extended by for the tests, each of one version.
TOOLS := $(CACHE)/tools
PLUGINS := cargo-deny@0.20.2 cargo-machete@0.9.2
export CARGO_TARGET_DIR ?= $(CACHE)/target
export PATH := $(NODE):$(TOOLS)/bin:$(PATH):$(HOME)/.cargo/bin
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

help:
	@echo "make run     build for production and start with the demo company on http://127.0.0.1:3000"
	@echo "make dev     the same for development: builds what changes, and open pages show it"
	@echo "make test    every check and test, a minute of the storm too; ONLY=lint, rust, storm or browser does a part"
	@echo "make storm   many clients on two servers that are killed, then every invariant; SECONDS=600 SEED=7"
	@echo "             STRIKES=20 kills as often in the middle of each of creation, confirmation and correction"
	@echo "             BULK=20 CONTRACTS=2000 bills so many companies in bulk, under blows, and compares each with one in peace"
	@echo "make build   build for production, without starting"
	@echo "make bench   measure a production build under load"
	@echo "make advisories  ask whether a dependency is known to be broken"

run: setup
	cargo xtask run --release -- serve --demo

dev: setup
	cargo xtask dev

test: setup setup-test
	cargo xtask test

# Bounded in time; without SEED another one each time, which is printed.
storm: SECONDS ?= 60
storm: setup
	cargo xtask storm -- --seconds $(SECONDS) $(if $(SEED),--seed $(SEED)) $(if $(STRIKES),--strikes $(STRIKES)) \
		$(if $(BULK),--bulk $(BULK)) $(if $(CONTRACTS),--contracts $(CONTRACTS))

build: setup
	cargo xtask build --release

bench: setup setup-bench
	cargo xtask run --release -- bench

advisories: setup-tools
	cargo xtask advisories

# Shell code: `need PACKAGE TEST...` notes a Debian package whose test fails; `install_needed`
# installs those noted. A PostgreSQL package sets up a server of its own unless told not to.
define packages
needed=(); \
need() { local package=$$1; shift; "$$@" >/dev/null 2>&1 || needed+=("$$package"); }; \
install_needed() { \
    [ $${#needed[@]} -gt 0 ] || return 0; \
    local root=(); \
    command -v apt-get >/dev/null \
        || { echo "Please install: $${needed[*]} (these are Debian's names)" >&2; exit 1; }; \
    if [ "$$(id -u)" != 0 ]; then \
        root=(sudo); \
        sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; } \
            || { echo "Please install, as root: apt-get install $${needed[*]}" >&2; exit 1; }; \
    fi; \
    local no_server=/etc/postgresql-common/createcluster.d/billwright.conf; \
    "$${root[@]}" install -d "$$(dirname $$no_server)"; \
    echo 'create_main_cluster = false' | "$${root[@]}" tee $$no_server >/dev/null; \
    local outcome=0; \
    "$${root[@]}" apt-get update -qq; \
    "$${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$${needed[@]}" || outcome=$$?; \
    "$${root[@]}" rm -f $$no_server; \
    return $$outcome; \
}; \
has_postgres() { \
    [ -x "$${BILLWRIGHT_PG_BIN:-}/postgres" ] || command -v postgres \
        || ls /usr/lib/postgresql/*/bin/postgres; \
}; \
has_browser() { [ -x "$${CHROMIUM:-/usr/bin/chromium-headless-shell}" ]; }; \
has_wasm() { [ -d "$$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; }; \
has_lints() { local bin; bin=$$(rustc --print sysroot)/bin; [ -x $$bin/cargo-clippy ] && [ -x $$bin/cargo-fmt ]; }; \
has_node() { local v; v=$$(node --version 2>/dev/null) && v=$${v#v} && [ "$${v%%.*}" -ge 20 ]; }
endef

setup:
	@$(packages); \
	command -v cargo >/dev/null || { echo "Please install Rust: https://rustup.rs" >&2; exit 1; }; \
	need build-essential command -v cc; \
	need postgresql has_postgres; \
	need binaryen command -v wasm-opt; \
	install_needed; \
	has_wasm || rustup target add wasm32-unknown-unknown

# Playwright wants Node 20, which is newer than some distributions'; npm has it too.
setup-test: setup-tools
	@$(packages); \
	need chromium-headless-shell has_browser; \
	need nodejs command -v node; \
	need npm command -v npm; \
	install_needed; \
	has_lints || rustup component add clippy rustfmt; \
	has_node || npm install --silent --no-save --prefix $(CACHE)/node node@22; \
	cd end2end; \
	cmp -s package-lock.json node_modules/.installed \
		|| { npm ci --no-audit --no-fund && cp package-lock.json node_modules/.installed; }

# Compiled once, which takes a few minutes.
setup-tools:
	@for plugin in $(PLUGINS); do \
		grep -qs "^\"$${plugin/@/ } " $(TOOLS)/.crates.toml \
			|| env -u CARGO_TARGET_DIR cargo install --quiet --locked --root $(TOOLS) $$plugin; \
	done

setup-bench:
	@$(packages); \
	need wrk command -v wrk; \
	install_needed
