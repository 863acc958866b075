# Two commands do everything a newcomer needs: `make serve` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: serve test bench lock openapi sbom audit help

serve: .venv/serve.stamp ## install what the service needs, start its database, serve on 127.0.0.1:8000
	@$(BIN)/xinfang serve

test: .venv/test.stamp ## install what the tests need and pass every check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest -n 2

bench: .venv/test.stamp ## measure intake beside the floors of storage and framework
	$(BIN)/python -m bench

openapi: .venv/serve.stamp ## write openapi/openapi.json from the code
	$(BIN)/xinfang openapi

# pip and not python, which is there before the environment is whole: one whose making failed (Debian without
# python3-venv) or was interrupted is made anew.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("xinfang needs Python 3.11 or newer")'
	$(PYTHON) -m venv --clear .venv

# Both lock files pin the same versions, so installing one after the other never moves a package.
.venv/serve.stamp: requirements.lock pyproject.toml | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test.stamp: requirements-dev.lock .venv/serve.stamp
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

lock: ## resolve both lock files anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra dev --extra train --extra ocr --extra otel pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --constraint requirements-dev.lock --extra ocr --extra otel pyproject.toml -o requirements.lock

# In an environment of their own: neither the service nor its tests need them.
.venv-tools/stamp: Makefile
	$(PYTHON) -m venv --clear .venv-tools
	.venv-tools/bin/python -m pip install --quiet cyclonedx-bom==7.5.0 pip-audit==2.10.1
	@touch $@

sbom: .venv-tools/stamp ## write sbom.json: every locked package with its hashes (CycloneDX)
	.venv-tools/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible -o sbom.json

audit: .venv-tools/stamp ## ask PyPI whether a locked package is known to be vulnerable
	.venv-tools/bin/pip-audit --requirement requirements.lock --no-deps --disable-pip --strict

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'
