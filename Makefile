# `make` or `make help` lists the targets. Each one installs what it needs into $(VENV), once.

PYTHON ?= python3
VENV ?= .venv

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# Stamps: which extras are installed. They are renewed when pyproject.toml changes.
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev
DOCS := $(VENV)/.installed-docs
TORCH := $(VENV)/.installed-torch
OPTAX := $(VENV)/.installed-optax
DIST := $(VENV)/.installed-dist

# The tests that are skipped where there is no torch or no SciPy, wholly or in part.
NEED_TORCH = $(shell grep -lE 'importorskip.+(torch|scipy|NEEDS)|HAS_TORCH|POOLS_AND_TORCH' tests/test_*.py) tests/test_benchmarks.py

# pyright would ask the network whether there is a newer pyright.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DEFAULT_GOAL := help
.PHONY: help demo test quick-tests test-slow test-torch test-optax test-dist fuzz parity bench lint stubs format docs
.PHONY: browser-test package-check clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUN) ## train a network on handwritten digits and word vectors (a minute); show what the update became
	$(BIN)/python examples/demo.py

test: $(DEV) ## lint, and the tests: each op in each way, with some of the types and sizes
	+@$(MAKE) --no-print-directory -j2 lint quick-tests

quick-tests: $(DEV)
	$(BIN)/python -m pytest -n auto --dist worksteal

test-slow: $(DEV) ## the tests that `make test` leaves out: long ones, and every type, ISA level and size of each op
	$(BIN)/python -m pytest -n auto --dist worksteal -m "slow and not (packaging or browser)"

test-torch: $(TORCH) ## the tests that need torch and SciPy, in an environment that has them: VENV=.venv-torch
	$(BIN)/python -m pytest -n auto -m "not (packaging or browser)" $(NEED_TORCH)

test-optax: $(OPTAX) ## every transformation of optax's against optax, in an environment that has JAX: VENV=.venv-optax
	$(BIN)/python -m pytest -n auto --dist worksteal tests/test_optax.py 'tests/test_code_blocks.py::test_python[optax.rst]'

# One after the other: each of them starts processes of its own. Ray's own switches keep it from a token file and a warning.
test-dist: $(DIST) ## the tests that need Ray, in an environment that has it: VENV=.venv-dist
	RAY_AUTH_MODE=disabled RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO=0 RAY_USAGE_STATS_ENABLED=0 \
	    $(BIN)/python -m pytest -m "" tests/test_ray.py 'tests/test_code_blocks.py::test_python[kv.rst]'

fuzz: $(DEV) ## 10,000 random graphs between guard bands, some minutes; ARGS="--seed 17", ARGS=--help
	$(BIN)/python -m tests.graph_fuzz $(ARGS)

parity: $(DEV) ## compare with every recorded result of MXNet, print the table of counts
	$(BIN)/python -m tests.parity

bench: $(RUN) ## measure and print the performance tables; ARGS="dense --quick", ARGS=--help
	$(BIN)/python -m benchmarks $(ARGS)

lint: $(DEV) ## ruff and pyright
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python

stubs: $(DEV) ## rewrite the stubs of mx.sym, mx.nd and mx.optimizer from the registry
	$(BIN)/python -m tests.stubs

format: $(DEV) ## rewrite the code as ruff would have it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(DOCS) ## build the documentation in docs/_build/html, warnings being errors, and run its examples
	$(BIN)/python -m sphinx -q -W --keep-going -n -b html docs docs/_build/html
	$(BIN)/python -m sphinx -q -W --keep-going -b doctest docs docs/_build/doctest

# Chromium comes from the distribution: `apt-get install chromium` (Debian), `dnf install chromium`, `brew install chromium`;
# any Chrome does: TEST_CHROMIUM=/path/to/chrome. TEST_SCREENSHOTS is a folder to keep the pictures in, TEST_DOCS_HTML one
# with the documentation if it is built already.
browser-test: $(DEV) $(if $(TEST_DOCS_HTML),,docs) ## open the report and the documentation in a real browser; needs Chromium
	CI=true $(BIN)/python -m pytest -m browser

package-check: $(DEV) ## build an sdist and from it a wheel, install that, import it
	$(BIN)/python -m pytest -m packaging

clean: ## remove the environment and everything that was built or cached
	rm -rf $(VENV) docs/_build build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A source distribution has no links.
mxsym/codegen mxsym/runtime:
	ln -s ../$(@F) $@

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUN): pyproject.toml | $(BIN)/python mxsym/codegen mxsym/runtime
	$(PIP) install --editable .
	@touch $@

$(DEV): pyproject.toml | $(BIN)/python mxsym/codegen mxsym/runtime
	$(PIP) install --editable '.[dev]'
	@touch $(RUN) $@

$(TORCH): pyproject.toml | $(BIN)/python mxsym/codegen mxsym/runtime
	$(PIP) install --editable '.[dev,torch-test]'
	@touch $(RUN) $(DEV) $@

$(OPTAX): pyproject.toml | $(BIN)/python mxsym/codegen mxsym/runtime
	$(PIP) install --editable '.[dev,optax-test]'
	@touch $(RUN) $(DEV) $@

$(DIST): pyproject.toml | $(BIN)/python mxsym/codegen mxsym/runtime
	$(PIP) install --editable '.[test,ray]'
	$(PIP) install --no-deps 'recbole==1.2.1' # for a file in it: MovieLens 100k, which examples/recommender.py reads
	@touch $(RUN) $@

$(DOCS): pyproject.toml | $(BIN)/python mxsym/codegen mxsym/runtime
	$(PIP) install --editable '.[docs]'
	@touch $(RUN) $@
