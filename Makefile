# make audit   decide every claim and write the report
# make test    run the tests
# make check   everything that has to pass before a change is accepted

PYTHON ?= python3
VENV ?= .venv
DIST ?= dist
# Tests run in this many processes.
WORKERS ?= 2
AUDIT_FLAGS ?=
TEST_FLAGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: audit test coverage lint types doctest wheel check clean

audit: $(VENV)/.installed
	$(BIN)/exactrelu audit $(AUDIT_FLAGS)

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -q -n $(WORKERS) $(TEST_FLAGS)

coverage: $(VENV)/.installed-test
	$(BIN)/python -m pytest -q -n $(WORKERS) --cov --cov-report=term $(TEST_FLAGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.installed-dev
	$(BIN)/mypy

# guides/highs.py and guides/daqp*.py need optional packages already when they are imported.
doctest: $(VENV)/.installed-test
	$(BIN)/python -m pytest -q --doctest-modules --doctest-glob='*.md' \
		--ignore=exactrelu/guides/highs.py --ignore-glob='exactrelu/guides/daqp*.py' exactrelu $(wildcard README.md docs)

wheel: $(VENV)/.installed-dev
	$(BIN)/python -m build --outdir $(DIST)

check: test lint types doctest

clean:
	rm -rf $(VENV) dist build .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[test]'
	touch $@ $(VENV)/.installed

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev]'
	touch $@ $(VENV)/.installed $(VENV)/.installed-test
