# Needs Python 3.11 or later and make; everything else is installed into $(VENV), with hashes checked.
# Standard output belongs to the command that was asked for (`make demo ARGS=--headless`, `make bench` and `make growth` end
# with one JSON object), so all set-up speaks on standard error.
PYTHON ?= python3
VENV ?= .venv
ARGS ?=
# Two workers suit two cores; `make test WORKERS=8` on a bigger machine.
WORKERS ?= 2
# The core without its edges, and the rules of the house but those that lint whole copies of it; a fifth of the examples.
FAST := $(addprefix tests/,conditions model signals decisions delivery learning pipeline house) --ignore=tests/house/test_layers.py
# Under another Python: all imports, and the parts that live on its own mail, text, time and numbers. The rules of the house
# and the statistics read the same source and the same libraries under each.
EACH_PYTHON := $(addprefix tests/,conditions model signals decisions delivery pipeline house/test_imports.py::test_every_module_can_be_imported)
# `make nightly` draws from a new seed unless it is given one: SEED=... repeats what another run drew.
SEED ?= $(shell od -An -N4 -tu4 /dev/urandom | tr -d ' ')
TIMES ?= 20
SECONDS_OF_SOAK ?= 1800
KILLS ?= 34
MAILS ?= 33.334
WORLDS ?= 2000
MERGES ?= 100000

BIN := $(VENV)/bin
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help at-rest docs demo serve test test-cluster test-fast test-pythons coverage check lint types imports web-check pytest nightly bench growth soak kills mails merges kills-postgresql kills-shards chart assets lock wheel browser setup clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-16s %s\n' "$$name" "$$text"; done

demo: assets ## set everything up, replay the two journeys, serve the result (ARGS=--headless: figures as JSON, then exit)
	@$(BIN)/loopline demo $(ARGS)

serve: assets ## serve from ./data (ARGS="--port 9000" goes to loopline serve)
	@$(BIN)/loopline serve --data data $(ARGS)

bench: assets ## measure; ends with one JSON object on standard output
	@$(BIN)/loopline bench $(ARGS)

at-rest: assets ## measure what a million events occupy on disk (ARGS="--events 60000 --people 2000" for a small look)
	@$(BIN)/python -m tests.bench.at_rest $(ARGS)

growth: assets ## measure what cost does as things grow (ARGS="--scale 1": full sizes); ends with one JSON object
	@$(BIN)/loopline bench --growth $(ARGS)

test: check ## everything that CI runs: the same as make check

test-fast: assets ## the core's tests and the rules of the house, in seconds
	@$(BIN)/python -m pytest -n $(WORKERS) -q --times=0.2 $(FAST) $(ARGS)

test-pythons: assets ## the core under each other supported Python that is on this machine (installs none)
	@$(BIN)/python build_hooks/pythons.py -n $(WORKERS) --times=0.2 $(EACH_PYTHON)

test-cluster: assets ## the log on real Kafka brokers: its contract, kill -9, brokers that are away (needs Java 17 and Maven)
	@$(BIN)/python -m tests.cluster.brokers
	@$(BIN)/python -m pytest -q -rP tests/cluster $(ARGS) || { echo "running the failed tests once more" >&2; $(BIN)/python -m pytest -q $(AGAIN) tests/cluster $(ARGS); }

coverage: assets ## each module measured by its own tests (ARGS=tests/model for a part)
	@WORKERS=$(WORKERS) $(BIN)/python -m tests.house.own_coverage $(ARGS)

check: browser lint types imports web-check pytest ## style, types, layers, studio, all tests

lint: setup
	@echo "ruff" >&2
	@$(BIN)/ruff format --check --quiet . || { echo "mend it with: $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/ruff check --quiet .

types: setup
	@echo "mypy --strict" >&2
	@$(BIN)/mypy

imports: setup
	@echo "import-linter" >&2
	@$(BIN)/lint-imports --no-logo

web-check: setup
	@$(BIN)/python build_hooks/assets.py check

# The studio's stories go first: a browser, a server and a test fill a core and more. A file of stories shares its browser.
# What fails is told once more, alone: a busy machine can be slower than a test's patience. What fails twice fails; what
# failed once is printed. Each worker begins with half of the rest in order, and takes from the other when it has no more.
BESIDE := --ignore=tests/e2e --ignore=tests/cluster
AGAIN := --last-failed --last-failed-no-failures none -x
pytest: assets
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -q tests/e2e || { echo "telling the failed stories once more" >&2; $(BIN)/python -m pytest -q $(AGAIN) tests/e2e; }
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q $(BESIDE) $(ARGS) || { echo "running the failed tests once more" >&2; $(BIN)/python -m pytest -q $(AGAIN) $(BESIDE) $(ARGS); }

# All parts are seen to the end, whatever the first one says; the seed is expanded once, so all have the same.
nightly: assets ## properties, simulated worlds and merges from a new seed, many more of them, the whole demo and all of Hillstrom's customers; prints how to repeat it
	@seed=$(SEED); repeat="repeat it with: make nightly SEED=$$seed TIMES=$(TIMES) WORLDS=$(WORLDS) MERGES=$(MERGES)"; failed=0; \
	echo "seed $$seed; $$repeat" >&2; \
	$(BIN)/python -m pytest -n $(WORKERS) -q -m hypothesis $(BESIDE) \
		--hypothesis-profile=nightly --hypothesis-seed=$$seed --times=$(TIMES) $(ARGS) || failed=1; \
	$(BIN)/loopline simulate --seed $$seed --worlds $(WORLDS) || failed=1; \
	$(BIN)/python -m tests.simulation.merge_worlds --seed $$seed --worlds $(MERGES) || failed=1; \
	$(BIN)/loopline demo --headless || failed=1; \
	$(BIN)/python -m tests.calibration.hillstrom || failed=1; \
	echo "seed $$seed; $$repeat" >&2; exit $$failed

merges: setup ## a hundred thousand worlds of merges on one to five shards (SEED=... repeats, MERGES=... plays fewer)
	@$(BIN)/python -m tests.simulation.merge_worlds --seed $(SEED) --worlds $(MERGES) $(ARGS)

soak: assets ## half an hour of faults under half the load; health has to tell of each (SEED=... repeats one, a number below a million)
	@seed=$$(( $(SEED) % 1000000 )); $(BIN)/python -m tests.simulation.soak --seconds $(SECONDS_OF_SOAK) --seed $$seed $(ARGS)

kills: assets ## kill -9 of the whole server, of its intake, of what renders and of what trims, a hundred times under load
	@$(BIN)/python -m pytest -q -rP --times $(KILLS) tests/simulation/test_kill.py tests/simulation/test_kill_failover.py tests/runtime/upkeep/test_log_trimming.py -k kill $(ARGS)

kills-postgresql: assets ## the same with the record in PostgreSQL: of the server, of its sessions, of PostgreSQL itself
	@$(BIN)/python -m pytest -q -rP --times $(KILLS) tests/simulation/test_kill_postgresql.py $(ARGS)

kills-shards: assets ## random deaths in a record of several shards under load, a hundred in files and in PostgreSQL each; zombies, rolling restarts
	@$(BIN)/python -m pytest -q -rP --times $(KILLS) tests/simulation/test_kill_shards.py tests/simulation/test_kill_crew.py $(ARGS)

mails: setup ## 10,000 mails through the path that signs, read by dkimpy, by Python's strict policy and by mailparser
	@$(BIN)/python -m pytest -q -rP -p no:xdist --times $(MAILS) tests/delivery/email/test_dkim_signature.py -k read_the_same_by_everybody $(ARGS)

assets: setup ## build the engine file and the studio into the package (instant when nothing changed)
	@$(BIN)/python build_hooks/assets.py

docs: setup ## write the reference pages again from the code
	@$(BIN)/python -m docs.generate

lock: setup ## resolve the lock files again from pyproject.toml
	@$(BIN)/python build_hooks/lock.py

wheel: assets ## build sdist and wheel into dist/
	@$(BIN)/python -m build --no-isolation --outdir dist . >&2
	@$(BIN)/python build_hooks/inspect_wheel.py dist

chart: ## lint the chart and render it with everything on (needs helm)
	helm lint --strict deploy/helm >&2
	helm template shop deploy/helm --kube-version 1.31.0 --set ingress.enabled=true,ingress.tlsSecret=tls,settingsSecret=more,networkPolicy.metricsNamespace.a=b

browser: ## install the browser that the studio's stories drive (Debian; elsewhere it says what to do)
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || \
	if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends chromium >&2; \
	else \
		echo "install Chromium by your system's package manager (Debian: sudo apt-get install chromium)" >&2; exit 1; \
	fi

setup: $(VENV)/.linked

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Loopline needs Python 3.11 or later: make PYTHON=python3.11" >&2; exit 1; }
	@echo "setting up: a virtual environment in $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV) >&2 || { echo "this Python has no venv; on Debian: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.locked: requirements.lock | $(BIN)/python
	@echo "setting up: installing the locked packages (a few minutes the first time)" >&2
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock >&2
	@touch $@

$(VENV)/.linked: pyproject.toml $(VENV)/.locked
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . >&2
	@touch $@

clean: ## remove what was built; keeps ./data and the virtual environment
	@rm -rf build dist src/loopline/assets web/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
