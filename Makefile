# Lookback. `make run` serves it, `make test` proves it; both set up what they need first.
#
#   make run                    serve on http://127.0.0.1:8000 with the demo organisation
#   make run PORT=8001          another port; HOST=0.0.0.0 another address
#   make run DEMO=0             an empty organisation and a one-time address for its first administrator
#   make test                   everything, on SQLite and PostgreSQL, and the browser
#   make check                  the quick part: style, types, layers, catalogue, fast tests
#   make strings                what the catalogue lacks
#   make bench                  how fast it is, on 10 million entries; SCALE=small on 100,000 in about a minute
#   make bench-import           what reading documents costs, honest and hostile ones
#   make screenshots            the pictures of the README, from the running app
#   make clean                  remove what the tools made (never instance/)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))
WORKERS ?= 3
# the rules of the domain, access, readers and guards: what `make check` runs in under a minute; `make test` runs all
QUICK := tests/services tests/access tests/importers tests/test_guards.py tests/test_html.py
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test check lint fast strings bench bench-import screenshots clean install develop
.DEFAULT_GOAL := run

run: install $(CATALOGUES)
	@exec $(BIN)/python serve.py

test: lint
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --database both

check: lint fast

lint: develop $(CATALOGUES)
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --cache-dir .import_linter_cache
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python scripts/catalogue.py

fast: develop $(CATALOGUES)
	$(BIN)/pytest -n $(WORKERS) --database sqlite -m "not browser and not slow" --quiet $(QUICK)

strings: develop
	@$(BIN)/python scripts/catalogue.py --write instance/messages.pot

bench: develop $(CATALOGUES)
	@$(BIN)/python -m benchmarks --scale $(or $(SCALE),full) $(BENCH)

bench-import: develop
	@$(BIN)/python -m benchmarks.importing

screenshots: develop $(CATALOGUES)
	$(BIN)/python scripts/screenshots.py

clean:
	rm -rf .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis .coverage htmlcov test-results
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
	rm -f $(CATALOGUES)

# What is installed is noted in a stamp, so that pip is asked only when the requirements changed.
install: $(VENV)/installed
develop: $(VENV)/developing

$(VENV)/installed: requirements.txt | $(BIN)/python
	@echo "Installing what Lookback runs on (once)…"
	@$(PIP) --requirement requirements.txt
	@touch $@

$(VENV)/developing: requirements.txt requirements-dev.txt | $(BIN)/python
	@echo "Installing what tests Lookback (once)…"
	@$(PIP) --requirement requirements-dev.txt
	@touch $@ $(VENV)/installed

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null \
	    || { echo "Lookback needs Python 3.11 or later, and there is no $(PYTHON) here. Name one: PYTHON=python3.12 make"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Lookback needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: PYTHON=python3.12 make"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# One Chinese catalogue per language folder, compiled beside its source; the compiled file is not in git.
%.mo: %.po | $(VENV)/installed
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))
