# Everything this project can do for you. `make` alone lists it.
#   make run DEMO=0            start empty, without the demo company
#   ORDERFLOW_PORT             the port, 8000 unless told
#   ORDERFLOW_DATA_DIR         where data lives, ./data unless told
#   ORDERFLOW_DATABASE_URL     postgresql://user:password@host/name instead of SQLite
#   make test ARGS="-k credit" hand options to pytest
#   make test WORKERS=8        tests in so many processes; 0 for a debugger

DEMO ?= 1
ARGS ?=
WORKERS ?= 2
NAME ?= change
VENV := .venv/bin
# The first Python that is new enough; asked only when a target needs it.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.DEFAULT_GOAL := help
.PHONY: help install setup run test tck bench lint format lock revision clean python

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

python:
	@[ -n "$(PYTHON)" ] || { echo "orderflow needs Python 3.11 or newer, and none was found." >&2; \
	echo "Install one (Debian 12+: apt-get install python3 python3-venv; macOS: brew install python)," >&2; \
	echo "or name yours: make run PYTHON=/path/to/python3" >&2; exit 1; }

run: install ## Set up what is missing and start the service with the demo company
	@ORDERFLOW_DEMO=$(DEMO) exec $(VENV)/orderflow serve

install: python ## Set up what the service needs, and start nothing
	@$(PYTHON) tools/setup_venv.py
	@$(PYTHON) tools/build_ui.py

setup: python ## Set up for development: environment, tools, web UI
	@$(PYTHON) tools/setup_venv.py --dev
	@$(PYTHON) tools/build_ui.py

test: setup ## Prove everything, on SQLite and on PostgreSQL, in a real browser
	@$(PYTHON) tools/prepare_tests.py
	@$(PYTHON) tools/check_ui.py test
	@$(VENV)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

tck: python ## Grade the decision engine by the public DMN TCK (TCK_DIR=folder, ARGS=--failing)
	@$(PYTHON) tools/setup_venv.py --dev >&2
	@$(VENV)/python -m tools.tck $(ARGS)

bench: setup ## Measure, print the table and write build/bench.json
	@$(PYTHON) tools/prepare_tests.py --only postgres
	@$(VENV)/python tests/benchmarks $(ARGS)

lint: setup ## Check style, types, architecture and diagrams
	@$(VENV)/python tools/lint.py

format: setup ## Put the code into the one format
	@$(VENV)/ruff check --fix --quiet . ; $(VENV)/ruff format .

lock: setup ## Write the lock files from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(VENV)/python tools/lock.py $(ARGS)

revision: setup ## Write a migration for changed tables (NAME="add stores")
	@$(VENV)/python tools/new_revision.py "$(NAME)"

clean: ## Delete what was built and the environment; data stays
	@rm -rf .venv .build-venv build dist api/static admin_ui/node_modules admin_ui/dist
