# Everything this project does. `make demo` and `make test` need nothing prepared.
PYTHON ?= python3
BIN := .venv/bin
# Some tools have left Python 3.10 behind: it has pins of its own.
PINS := constraints$(shell $(PYTHON) -c 'import sys; print("-3.10" if sys.version_info < (3, 11) else "")').txt
CODE := __main__.py provider tools engine tests examples benchmarks
ROUNDS ?= 5

.PHONY: demo test check setup engine hosts sdkgen generate format wheel archive packages sbom fuzz soak bench audit constraints clean

demo: engine ## Runs the YAML example with the real engine
	@$(BIN)/python tools/demo.py

test: engine hosts ## Runs all tests, with a coverage gate
	$(BIN)/pytest -n 2 --cov --cov-report=term-missing:skip-covered

check: engine sdkgen ## Formatting, lint, types, import rules, what start-up imports, spelling, generated files
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy provider tools engine tests benchmarks
	for program in __main__.py examples/*/__main__.py; do MYPYPATH=$${program%/*} $(BIN)/mypy $$program || exit 1; done
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q -n 2 tests/structure
	go -C tools/actionlint tool actionlint -shellcheck= -pyflakes= $(abspath $(wildcard .github/workflows/*.yml) examples/pipelines/github-actions.yml)
	$(BIN)/zizmor --quiet --offline .github examples/pipelines/github-actions.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows examples/pipelines/github-actions.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.gitlab-ci examples/pipelines/gitlab-ci.yml
	$(BIN)/codespell --skip '*.sum' --ignore-words-list datas,mor *.md docs $(CODE)
	$(BIN)/python tools/generate.py --check
	$(BIN)/python tools/version.py

generate: engine sdkgen ## Writes the schema, the SDKs, and what documents have of them
	$(BIN)/python tools/generate.py

format: setup ## Formats the code
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

wheel: setup ## The plugin's wheel and source distribution, in dist
	$(BIN)/python tools/distributions.py dist

archive: wheel ## A self-contained plugin for this platform, in dist
	$(BIN)/python tools/archive.py dist

packages: setup ## The SDKs' packages for PyPI, npm and Maven Central, in dist
	$(BIN)/python tools/sdks.py dist

sbom: wheel ## What an installed plugin consists of, as CycloneDX, in dist
	$(BIN)/pip install --quiet --constraint $(PINS) --group release
	$(BIN)/python tools/sbom.py dist

fuzz: setup ## A million hostile answers and arguments
	FUZZ_CASES=1000000 $(BIN)/pytest tests/faults/test_fuzz.py -n 2

soak: setup ## 64 lookups at a time for two minutes, a fifth of the answers faulty
	$(BIN)/python tests/faults/soak.py

bench: engine ## Measures against a Go twin and a stock Python one; ROUNDS=3 is quicker
	$(BIN)/pip install --quiet --constraint $(PINS) --group bench
	$(BIN)/python -m benchmarks --rounds $(ROUNDS)

audit: setup ## Known weaknesses of the pinned packages
	$(BIN)/pip install --quiet --constraint $(PINS) --group audit
	for pins in constraints*.txt; do $(BIN)/pip-audit --strict --requirement $$pins --no-deps --disable-pip || exit 1; done

setup: .venv/installed ## A Python environment with the project and its tools

engine: setup ## A real Pulumi CLI and language hosts in .engine
	@$(BIN)/python engine/install.py --into .engine yaml python

hosts: setup ## The other languages' hosts; a test says which one cannot be had
	-@$(BIN)/python engine/install.py --into .engine nodejs go java

sdkgen: setup ## Upstream's SDK generators in .engine
	@$(BIN)/python engine/install.py --into .engine sdkgen sdkgen-java

.venv/installed: pyproject.toml $(PINS) sdk/python/pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint $(PINS) pip
	$(BIN)/pip install --quiet --constraint $(PINS) --editable '.[simulator]' --group dev
	$(BIN)/pip install --quiet --constraint $(PINS) --editable sdk/python
	touch $@

constraints: ## Moves every pinned version to the newest one for this Python
	rm -rf .venv/fresh && $(PYTHON) -m venv .venv/fresh && .venv/fresh/bin/pip install --quiet --upgrade pip
	.venv/fresh/bin/pip install --quiet --editable '.[simulator]' --group dev --group audit --group bench --group release
	.venv/fresh/bin/pip freeze --all --exclude-editable > $(PINS) && rm -rf .venv/fresh

clean: ## Removes what the other targets have made, but for the engine
	rm -rf .venv .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache benchmarks/.build dist
