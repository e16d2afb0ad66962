# The daily verbs of Helpline 1098. `make help` lists them.

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
NPM := PATH="$(CURDIR)/.venv/node/bin:$$PATH" npm --prefix web
# Half of a test is waiting for Postgres, sockets and Chromium: one worker more than processors.
WORKERS ?= $(shell echo $$((1 + $$(getconf _NPROCESSORS_ONLN))))
# One line of checks a processor; each says in one piece what it found.
SIDE_BY_SIDE = $(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),-Otarget)
BENCHES ?= intake offer fanout burst nearest places growth startup
FAULTS ?= stories contest screens webhooks forms flood race ladder outbox

.DEFAULT_GOAL := help
.PHONY: help setup dev demo test check check-code check-python check-web test-web api serve migrate call bench faults

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv with helpline in it, build the web apps (only what changed)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	@$(PYTHON) tools/setup.py

dev: ## setup, and the tools for tests and checks
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	@$(PYTHON) tools/setup.py --dev

demo: setup ## the whole line on this machine: database, web, worker, phone network; Ctrl-C ends it
	@exec $(BIN)/helpline demo $(ARGS)

test: dev ## every test: checks, Python, web units, browser; says what was skipped and why
	@$(SIDE_BY_SIDE) check-code check-web test-web
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -p tests.skips -m "not load" $(ARGS)
	@# What takes the whole machine would be measured wrongly beside others, and make them late.
	@$(BIN)/python -m pytest -p tests.skips -m load tests/benchmarks tests/faults

check: dev ## format, lint, types, import contract, sizes and docs, for Python and TypeScript
	@$(SIDE_BY_SIDE) check-python check-web

check-python: check-code
	@$(BIN)/python -m pytest -q -n $(WORKERS) -p tests.skips tests/contracts

check-code:
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy app tests faults

check-web:
	@$(NPM) run check
	@$(NPM) run size >/dev/null

test-web:
	@$(NPM) test

api: dev ## write web/shared/openapi.json and make the web's API client from it
	@$(BIN)/python tools/openapi.py
	@$(NPM) run api

serve: setup ## production-like: web and worker against HELPLINE_DATABASE_URL
	@exec $(BIN)/python tools/serve.py

migrate: setup ## bring the database of HELPLINE_DATABASE_URL up to date
	@exec $(BIN)/helpline migrate

call: setup ## place simulated calls to a running demo: make call ARGS="--count 3"
	@exec $(BIN)/helpline call $(ARGS)

bench: setup ## measure every path against its floor, into var/bench-*.json (half an hour)
	@mkdir -p var
	@for name in $(BENCHES); do $(BIN)/helpline bench $$name --json var/bench-$$name.json $(ARGS) || exit 1; done

faults: setup ## break it on purpose and judge what callers lived through, into var/faults-*.json (some hours)
	@mkdir -p var
	@for name in $(FAULTS); do $(BIN)/helpline faults $$name --json var/faults-$$name.json $(ARGS) || exit 1; done
