# Two commands matter: `make demo` shows what this is, `make test` shows that it works.
# Both need nothing but Python 3.11 or newer and make; everything else is installed into .venv.

PYTHON ?= python3
BIN := .venv/bin
SOURCES := $(shell find labextension/src labextension/style labextension/schema -type f 2>/dev/null)

# Some images set it: each of the hundreds of processes that tests start would compile all its libraries anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo lab test lint format check-types browser bench test-field clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: .venv/.product  ## scan, audit, checklist, signed run, verification and report of the example notebook
	$(BIN)/mlsec demo demo

lab: .venv/.product  ## open the example notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=example_notebooks

test: lint browser  ## everything that must hold before a change lands
	$(BIN)/python -m pytest -q -n 2 -m "not browser"
	MLSEC_CHROMIUM="$$(cat .venv/.chromium)" $(BIN)/python -m pytest -q -n 2 --dist worksteal -m browser

lint: .venv/.developer  ## style, types, layers, repository conventions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: .venv/.developer  ## let ruff mend what it can
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

browser: .venv/.developer  ## find or install the Chromium that the browser tests drive
	$(BIN)/python tools/browser.py > .venv/.chromium

test-field: .venv-field/.ready .venv-field-diffprivlib/.ready .venv-field-concrete/.ready  ## files and loaders of the heavy libraries, in environments of their own (several GB)
	.venv-field/bin/python -m pytest -q -W default --ignore=field/apart field
	.venv-field-diffprivlib/bin/python -m pytest -q -W default field/apart/test_diffprivlib.py
	.venv-field-concrete/bin/python -m pytest -q -W default field/apart/test_concrete.py

bench: .venv/.developer  ## figures against the peers; BENCH_MATERIAL names the folder of labelled samples
	$(BIN)/python -m benchmarks

clean:  ## remove everything that was built
	rm -rf .venv .venv-field .venv-field-* demo build dist jupyter_mlsec/labextension labextension/lib labextension/node_modules

.venv/bin/uv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "jupyter-mlsec needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

.venv/.product: .venv/bin/uv pyproject.toml $(SOURCES)
	rm -rf jupyter_mlsec/labextension
	$(BIN)/uv pip install --quiet --python $(BIN)/python -e '.[assess,reproduce]'
	touch $@

.venv/.developer: .venv/.product
	$(BIN)/uv pip install --quiet --python $(BIN)/python --group dev
	touch $@

.venv-field/.ready: .venv/bin/uv pyproject.toml field/requirements.txt
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-field
	$(BIN)/uv pip install --quiet --python .venv-field/bin/python -r pyproject.toml --extra assess -r field/requirements.txt
	touch $@

.venv-field-%/.ready: .venv/bin/uv field/apart/around.txt field/apart/%.txt
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-field-$*
	$(BIN)/uv pip install --quiet --python .venv-field-$*/bin/python -r field/apart/around.txt -r field/apart/$*.txt
	touch $@
