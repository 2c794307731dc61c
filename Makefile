# Everything this project does. `make demo` and `make test` need nothing prepared.
PYTHON ?= python3
BIN := .venv/bin
CODE := provider tools engine tests examples/python

.PHONY: demo test check setup engine generate format constraints clean

demo: engine ## Runs the YAML example with the real engine
	@$(BIN)/python tools/demo.py

test: engine ## Runs all tests, with a coverage gate
	$(BIN)/pytest -n 2 --cov --cov-report=term-missing:skip-covered

check: engine ## Formatting, lint, types, import rules, spelling, generated files
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md SECURITY.md $(CODE)
	$(BIN)/python tools/generate.py --check

generate: engine ## Writes the schema, the SDKs and the tables in the documents
	$(BIN)/python tools/generate.py

format: setup ## Formats the code
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

setup: .venv/installed ## A Python environment with the project and its tools

engine: setup ## A real Pulumi CLI and language hosts in .engine
	@$(BIN)/python engine/install.py --into .engine yaml python sdkgen

.venv/installed: pyproject.toml constraints.txt sdk/python/pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt pip
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[simulator]' --group dev
	$(BIN)/pip install --quiet --constraint constraints.txt --editable sdk/python
	touch $@

constraints: ## Moves every pinned version to the newest one
	rm -rf .venv/fresh && $(PYTHON) -m venv .venv/fresh && .venv/fresh/bin/pip install --quiet --upgrade pip
	.venv/fresh/bin/pip install --quiet --editable '.[simulator]' --group dev
	.venv/fresh/bin/pip freeze --all --exclude-editable > constraints.txt && rm -rf .venv/fresh

clean: ## Removes what the other targets have made, but for the engine
	rm -rf .venv .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache dist
