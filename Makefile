# Everything that is typed in this project. `make` alone prints the list.
# Python 3.11 or newer is all it needs: the rest goes into .venv, once, and then works without network.

VENV := .venv
PY := $(VENV)/bin/python
TRIPOD := $(VENV)/bin/tripod
WORKERS ?= 2
ARGS ?=

PIP := $(PY) -m pip install --quiet --disable-pip-version-check
COMPILE := $(PY) -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --quiet

# Stamps in .venv say what is installed; a failed install leaves none. `made` holds the folder it was made in:
# a moved folder or a Python that went away makes it stale, and the environment is put right by itself.
MADE := $(VENV)/made
CHAT := $(VENV)/chat
DEV := $(VENV)/dev
STANDS := $(shell $(PY) -c 'import pip' 2>/dev/null && test "$$(cat $(MADE) 2>/dev/null)" = "$$(pwd -P)" && echo yes)
ifneq ($(STANDS),yes)
.PHONY: $(MADE)
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: chat run test check format prove bench readme lock install clean help

chat: $(CHAT) ## talk to the bot, here in the terminal
	@$(TRIPOD) chat $(ARGS)

run: $(CHAT) ## be the bot on Telegram and Discord, with what .env says
	@$(TRIPOD) run $(ARGS)

test: $(DEV) ## run the tests; ARGS="-k pause" for some of them
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: $(DEV) ## format, lint, types, import contracts, content: what a commit must pass
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) $(VENV)/bin/lint-imports --no-logo
	@$(TRIPOD) check

format: $(DEV) ## put the code into shape
	@$(PY) -m ruff check --fix-only .
	@$(PY) -m ruff format .

prove: $(DEV) ## the long proofs: kills at random moments, every zone; writes docs/proof.md
	@$(PY) -m tests.proofs

bench: $(DEV) ## measure beside a rival; writes docs/performance.md
	@$(PY) -m tests.benchmarks

readme: $(DEV) ## draw anew what README.md shows of the bot
	@$(PY) -m tools.draw_readme
	@$(PY) -m tools.draw_picture
	@$(PY) -m tools.draw_drills

lock: $(DEV) ## write the lock files anew (needs the network; ARGS=--upgrade takes newer versions)
	@$(COMPILE) $(ARGS) --extra build --output-file requirements.lock
	@$(COMPILE) $(ARGS) --extra build --extra dev --output-file requirements-dev.lock

install: $(CHAT) ## only the set-up: afterwards .venv/bin/tripod works from anywhere

clean: ## remove what make made; your data and .env stay
	rm -rf $(VENV) build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F '|' '{ printf "%-14s %s\n", $$1, $$2 }'

# The development set holds all of the other (a test says so), so after it nothing is left to install for a chat.
$(DEV): $(MADE) requirements-dev.lock pyproject.toml
	@echo "Setting up for tests and checks: once, about a minute."
	$(call INSTALL,requirements-dev.lock)
	@touch $(CHAT) $@

$(CHAT): $(MADE) requirements.lock pyproject.toml
	@echo "Setting up: once, about a minute."
	$(call INSTALL,requirements.lock)
	@touch $@

define INSTALL
@{ $(PIP) --require-hashes -r $(1) && $(PIP) --no-index --no-deps --no-build-isolation --editable .; } || \
	{ echo "The set-up did not finish (the reason is above); make it again when that is mended." >&2; exit 2; }
endef

# An environment that works is kept as it is. Otherwise: the first Python on the PATH that is new enough and whole.
$(MADE):
	@$(PY) -c 'import pip' 2>/dev/null || { \
	  found= bare=; \
	  for name in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python; do \
	    "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$name" -c 'import ensurepip, venv' 2>/dev/null && { found=$$name; break; }; \
	    bare=$${bare:-$$name}; \
	  done; \
	  if [ -n "$$found" ]; then \
	    "$$found" -m venv --clear $(VENV); \
	  elif [ -n "$$bare" ]; then \
	    echo "$$bare cannot make a virtual environment: its venv part is not installed" \
	      "(on Debian and Ubuntu: apt install python3-venv). Install it and run make again." >&2; exit 2; \
	  else \
	    echo "tripod needs Python 3.11 or newer and found none: install it and run make again," \
	      "or say where it is, as in: make chat PYTHON=/path/to/python3" >&2; exit 2; \
	  fi; \
	}
	@pwd -P > $@
