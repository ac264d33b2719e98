# Every command of the project. `make` alone lists them.
# Works with GNU make 3.81, which macOS still ships.

PORT ?= 8000
ES_PORT ?= 9200
WORKERS ?= 2
SIZES ?= 10k 100k
T ?=
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# The working copy is a developer's: DEBUG, unless the demo or the caller says otherwise.
DEV := DEBUG=$${DEBUG-1}

# Prints the first Python that is new enough and whole; a shim that does not run,
# or a Python built without SQLite, is passed over.
FIND_PYTHON = for python in "$(PYTHON)" python3.14 python3.13 python3.12 python3 \
	  $$(ls -d "$$HOME"/.pyenv/versions/3.*/bin/python 2>/dev/null | sort -t. -k3,3nr); do \
	  [ -n "$$python" ] && "$$python" -c 'import sys, venv, ensurepip, sqlite3, ssl; sys.exit(sys.version_info < (3, 12))' \
	    >/dev/null 2>&1 && { echo "$$python"; break; }; done
NO_PYTHON = Waypost needs Python 3.12 or newer with venv: install it from python.org (or your system's python3.13 and python3.13-venv packages), then run make again.

.PHONY: help
help: ## List these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

# --- Setting up ---------------------------------------------------------------

.venv/bin/python:
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then echo "$(NO_PYTHON)" >&2; exit 1; fi; \
	echo "Making .venv with $$python"; rm -rf .venv; "$$python" -m venv .venv

.venv/base.installed: .venv/bin/python requirements/base.txt
	@echo "Installing what Waypost needs"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

.venv/dev.installed: .venv/bin/python requirements/dev.txt
	@echo "Installing what Waypost and its tests need"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ .venv/base.installed

.PHONY: lock
lock: .venv/dev.installed ## Write the lock files anew from pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv
	@$(BIN)/uv pip compile -q --universal --python-version 3.12 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate \
	  --custom-compile-command "make lock" pyproject.toml -o requirements/base.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.12 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate \
	  --custom-compile-command "make lock" pyproject.toml --group dev -o requirements/dev.txt

# --- Running ------------------------------------------------------------------

.PHONY: demo
demo: .venv/base.installed ## Start the site with the demo region (PORT=8000)
	@DEMO=1 DEBUG=0 $(MANAGE) migrate -v 0
	@DEMO=1 DEBUG=0 $(MANAGE) load_demo
	@DEMO=1 DEBUG=0 $(MANAGE) collectstatic --noinput -v 0
	@DEMO=1 DEBUG=0 SITE_URL=http://127.0.0.1:$(PORT) $(BIN)/gunicorn config.wsgi --config config/gunicorn.py --bind 127.0.0.1:$(PORT) --workers $(WORKERS)

.PHONY: run
run: .venv/base.installed ## Start the development server (PORT=8000)
	@$(DEV) $(MANAGE) migrate -v 0
	@$(DEV) $(MANAGE) runserver 127.0.0.1:$(PORT)

.PHONY: worker
worker: .venv/base.installed ## Keep the index in step, mail notices, run timers
	@$(DEV) $(MANAGE) drain_index --watch & index=$$!; \
	  $(DEV) $(MANAGE) send_notices --watch & notices=$$!; \
	  $(DEV) $(MANAGE) run_timers --watch & timers=$$!; \
	  trap 'kill $$index $$notices $$timers 2>/dev/null' INT TERM; wait; wait

.PHONY: timers
timers: .venv/base.installed ## Run the timers of referrals once
	@$(DEV) $(MANAGE) run_timers

.PHONY: reindex
reindex: .venv/base.installed ## Build the search index anew
	@$(DEV) $(MANAGE) reindex

.PHONY: elasticsearch
elasticsearch: ## Start an Elasticsearch on this machine, with Docker or without (ES_PORT=9200)
	@PORT=$(ES_PORT) bin/elasticsearch start

.PHONY: elasticsearch-stop
elasticsearch-stop: ## Stop it, and leave nothing of it behind
	@PORT=$(ES_PORT) bin/elasticsearch stop

# --- Checking -----------------------------------------------------------------

.PHONY: check
check: lint types layers migrations test ## Everything that must hold before a commit

.PHONY: lint
lint: .venv/dev.installed ## Style of Python and templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djhtml --tabwidth 2 --check templates

.PHONY: types
types: .venv/dev.installed ## Types, strict
	@$(BIN)/mypy .

.PHONY: layers
layers: .venv/dev.installed ## Imports point one way
	@$(BIN)/lint-imports

.PHONY: migrations
migrations: .venv/dev.installed ## Migrations are in step with models
	@$(DEV) $(MANAGE) makemigrations --check --dry-run

.PHONY: test
test: .venv/dev.installed ## Run the tests (T=tests/unit for some)
	@$(BIN)/pytest -n auto $(T)

.PHONY: relevance
relevance: .venv/dev.installed ## Judge what searches find, on three directories
	@$(BIN)/python -m benchmarks.relevance

.PHONY: elastic
elastic: .venv/dev.installed ## Test against the Elasticsearch that ELASTICSEARCH_URL names
	@CONTRACT_EXAMPLES=$${CONTRACT_EXAMPLES-30} $(BIN)/pytest -m elastic tests/contract tests/integration/elastic $(T)

.PHONY: journeys
journeys: .venv/dev.installed ## Drive the site in a real browser
	@$(BIN)/pytest -m journey tests/journeys $(T)

.PHONY: fix
fix: .venv/dev.installed ## Mend style where a tool can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djhtml --tabwidth 2 templates

# --- Measuring ----------------------------------------------------------------

.PHONY: bench
bench: .venv/dev.installed ## Compare the search engines with their opponents (SIZES="10k 100k")
	@$(BIN)/python -m benchmarks.comparison $(SIZES) --write

# --- Words --------------------------------------------------------------------

.PHONY: messages
messages: .venv/dev.installed ## Gather texts for translation and compile them (needs gettext)
	@$(DEV) $(MANAGE) makemessages -l es --no-location --no-obsolete --ignore '.venv/*' --ignore 'var/*' -v 0
	@$(DEV) $(MANAGE) compilemessages -l es --ignore '.venv' -v 0
