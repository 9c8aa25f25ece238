# make run: Lotse on this machine · make test: all tests · make check: no tests, everything else
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests wait for browsers and other programs most of the time: more workers than two cores hold.
WORKERS ?= 3
.PHONY: setup run test check coverage bench soak lock pictures clean
.DEFAULT_GOAL := run

setup: $(VENV)/.ready

$(VENV)/.ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"Lotse needs Python 3.11 or newer, this is {v.major}.{v.minor}. Install it and call: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

run: setup
	$(BIN)/lotse up

test: setup
	sh tests/prepare.sh
	$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/lotse flows check

coverage: setup
	$(BIN)/coverage run -m pytest -q tests/engine tests/tools
	$(BIN)/coverage report

bench: setup
	$(BIN)/python -m bench
	$(BIN)/python -m bench.desk

pictures: setup
	sh tests/prepare.sh
	$(BIN)/python -m tests.pictures
	$(BIN)/python -m tests.pictures_desk
	$(BIN)/python -m tests.pictures_flows
	$(BIN)/python -m tests.pictures_preview

# Half an hour on a quiet machine: people write while everything round Lotse fails.
soak: setup
	$(BIN)/python -m tests.soak --write

lock:
	$(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet uv
	for f in run dev; do $(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --excludes requirements/without.txt requirements/$$f.in -o requirements/$$f.txt; done
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .cache *.egg-info
