# Everything this project does. `make demo` and `make test` need nothing prepared.
PYTHON ?= python3
BIN := .venv/bin
# Each of these files lists exact versions and hashes, for every Python and system.
PINNED := requirements
LOCK := .venv/lock/bin/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.10 --generate-hashes \
	--no-annotate --no-strip-extras --custom-compile-command 'make constraints'
UPGRADE ?= --upgrade
CODE := __main__.py provider tools engine tests examples templates benchmarks
ROUNDS ?= 5
# Of `make test`; one more than CI has cores, as some wait for programs or for what another one makes.
WORKERS ?= 3
# Where `make install` puts the plugin's Python environment.
INSTALLED ?= $(HOME)/.primeintellect-provider
QUIETLY := --quiet --disable-pip-version-check
# Modules stay compiled: the tests start a thousand plugins.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo install test check setup engine hosts browser screenshot sdkgen generate format wheel archive packages sbom fuzz soak bench audit constraints clean

demo: engine ## Runs the YAML example with the real engine
	@$(BIN)/python tools/demo.py

install: ## Installs the plugin for all of your projects, with the Pulumi CLI on PATH
	@command -v pulumi > /dev/null || \
		{ echo 'There is no pulumi on PATH. Install it, or add .engine/bin: make demo puts one there.' >&2; exit 1; }
	@$(PYTHON) -m venv "$(INSTALLED)"
	@"$(INSTALLED)/bin/pip" install $(QUIETLY) --require-hashes --requirement $(PINNED)/plugin.txt
	@"$(INSTALLED)/bin/pip" install $(QUIETLY) --no-deps --force-reinstall .
	@mkdir -p "$(INSTALLED)/plugin"
	@cp "$(INSTALLED)/bin/pulumi-resource-primeintellect" "$(INSTALLED)/plugin"
	@pulumi plugin install resource primeintellect \
		"$$("$(INSTALLED)/bin/pulumi-resource-primeintellect" --version)" --reinstall --file "$(INSTALLED)/plugin"

test: engine hosts ## Runs all tests, with a coverage gate
	$(BIN)/pytest -n $(WORKERS) --maxschedchunk 1 --cov --cov-report=term-missing:skip-covered

check: engine sdkgen ## Formatting, lint, types, import rules, what start-up imports, spelling, generated files
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy provider tools engine tests benchmarks
	for program in __main__.py examples/*/__main__.py; do MYPYPATH=$${program%/*} $(BIN)/mypy $$program || exit 1; done
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q -n 2 tests/structure
	go -C tools/actionlint tool actionlint -shellcheck= -pyflakes= $(addprefix ../../,$(wildcard .github/workflows/*.yml) examples/pipelines/github-actions.yml)
	$(BIN)/zizmor --quiet --offline .github examples/pipelines/github-actions.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows examples/pipelines/github-actions.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.gitlab-ci examples/pipelines/gitlab-ci.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/codespell --skip '*.sum' --ignore-words-list datas,mor,te,titel *.md docs $(CODE)
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

packages: setup ## The SDKs' packages for PyPI, npm and Maven Central, in dist; SDKS=nodejs makes one alone
	$(BIN)/python tools/sdks.py dist $(SDKS)

sbom: wheel ## What an installed plugin consists of, as CycloneDX, in dist
	$(BIN)/python tools/sbom.py dist

fuzz: setup ## A million hostile answers and arguments
	FUZZ_CASES=1000000 $(BIN)/pytest tests/faults/test_fuzz.py -n 2

soak: setup ## 64 lookups at a time for two minutes, a third of the responses faulty
	$(BIN)/python tests/faults/soak.py

bench: engine ## Measures against a Go twin and a stock Python one; ROUNDS=3 is quicker
	$(BIN)/pip install --quiet --require-hashes --requirement $(PINNED)/bench.txt
	$(BIN)/python -m benchmarks --rounds $(ROUNDS)

audit: setup ## Known weaknesses of the pinned packages, as far as this Python takes them
	for pinned in $(PINNED)/*.txt; do $(BIN)/pip-audit --strict --requirement $$pinned --require-hashes --disable-pip || exit 1; done

setup: .venv/installed ## A Python environment with the project and its tools

engine: setup ## A real Pulumi CLI and language hosts in .engine
	@$(BIN)/python engine/install.py --into .engine yaml python

hosts: setup ## The other languages' hosts; a test says which one cannot be had
	-@$(BIN)/python engine/install.py --into .engine nodejs go java

browser: ## Debian's Chromium for the tests of the page; a test says if it cannot be had
	-@command -v chromium > /dev/null || \
		{ apt-get update --quiet=2 && apt-get install --quiet=2 --yes --no-install-recommends chromium; } > /dev/null

screenshot: setup browser ## The picture of the page in the documents
	$(BIN)/python tools/pictures.py

sdkgen: setup ## Upstream's SDK generators in .engine
	@$(BIN)/python engine/install.py --into .engine sdkgen sdkgen-java

# Builds run in .venv itself, so that what builds is pinned as well. setuptools would print a page of
# advice on editable installation.
.venv/installed: pyproject.toml $(PINNED)/dev.txt sdk/python/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed: make PYTHON=...")'
	@echo 'Installing the project and its tools in .venv.'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --require-hashes --requirement $(PINNED)/dev.txt
	@PYTHONWARNINGS='ignore:Editable installation' \
		$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable . --editable sdk/python
	@touch $@

constraints: ## Moves every pinned version to the newest one; UPGRADE= keeps those that still fit
	$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install --quiet uv
	$(LOCK) --all-extras --group dev pyproject.toml sdk/python/pyproject.toml --output-file $(PINNED)/dev.txt
	$(LOCK) --constraint $(PINNED)/dev.txt pyproject.toml --output-file $(PINNED)/plugin.txt
	$(LOCK) --constraint $(PINNED)/dev.txt --group archive pyproject.toml --output-file $(PINNED)/archive.txt
	$(LOCK) --constraint $(PINNED)/dev.txt --group bench --output-file $(PINNED)/bench.txt
	$(LOCK) --group official --output-file $(PINNED)/official.txt
	rm -rf .venv/lock

clean: ## Removes what the other targets have made, but for the engine
	rm -rf .venv .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache benchmarks/.build dist
