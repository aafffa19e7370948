# The commands for working on this checkout; `make help` lists them. Longer recipes are scripts in tools/.

.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

# The Python of .dev and .try, as in PYTHON=python3.11 make test; by default the newest that is installed.
export PYTHON

BIN := .dev/bin
SHIPPED = $(wildcard shell/*.sh shell/completions/*.bash)
SCRIPTS = .ci/run $(filter-out tools/__pycache__ %.py %.txt,$(wildcard tools/*))
FISH_FILES = $(wildcard shell/*.fish shell/completions/*.fish)

.PHONY: help try test coverage test-elsewhere test-install test-engines test-pages test-site test-cpython torture bench check lint format types generate docs pictures demo zipapp release-check clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1 /p' $(MAKEFILE_LIST) | while read -r word means; do \
		printf '%s\n' "$$means" | fold -sw 59 | while read -r line; do \
			printf '%-19s %s\n' "$${word:+make $$word}" "$$line"; word=; done; done

try: ## install into .try/ and open your shell with envarium in it (without a terminal: run a short demonstration)
	@tools/try

test: ## install what the tests need, and run them all (ARGS="tests/test_names.py -k hook" for a selection)
	@tools/install-programs
	@tools/prepare test
	@tools/install-nushell
	@$(BIN)/pytest -q -n auto $(ARGS)

coverage: ## measure which branches of the Python code the tests run, and show the files with the fewest
	@tools/install-programs
	@tools/prepare coverage
	@tools/install-nushell
	@rm -f .coverage .coverage.*
	@$(BIN)/coverage run -m pytest -q -n auto $(ARGS) || echo "some tests failed; the figures count what ran"
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report

test-elsewhere: ## as root: install a fresh Debian in a temporary directory and run the tests there (SUITE=forky MIRROR=... PACKAGES=pypy3)
	@tools/test-elsewhere

test-install: ## as root: install envarium in a fresh Debian in every way, for every shell, as new users do (SUITE=bookworm)
	@tools/test-elsewhere install

test-engines: ## run jobs on Spark, Dask and Ray with packed environments; needs Java (PYTHON=python3.12 ARGS="-k dask")
	@tools/test-engines

test-pages: ## run every block of commands of the documentation, also those that take long or need the package index
	@tools/install-programs
	@tools/prepare test
	@ENVARIUM_TEST_PAGES=1 $(BIN)/pytest -q -n auto tests/test_page_blocks.py

test-site: ## open the website in a headless Chromium, and click through it (ARGS="-k search")
	@tools/test-site

test-cpython: ## run CPython's own tests in environments of each strategy, in half an hour (ARGS="--only 3.12 --resume")
	@tools/prepare test
	@PYTHONPATH=tests $(BIN)/python -m cpython $(ARGS)

bench: ## install comparable tools, and measure envarium against them, in half an hour (ARGS="--only workon --runs 5")
	@tools/install-programs
	@tools/prepare lint
	@$(BIN)/python -m benchmarks $(ARGS)

torture: ## test that nothing is lost when commands are killed, run out of disk or race, for ten minutes (ARGS="--part races")
	@tools/install-programs
	@tools/prepare test
	@PYTHONPATH=tests $(BIN)/python -m torture $(ARGS)

check: lint types docs test ## lint, types, docs and test: what CI runs

lint: ## check Python, shell and fish files for mistakes
	@tools/install-programs
	@tools/prepare lint
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/shellcheck --shell=bash $(SHIPPED)
	@$(BIN)/shellcheck $(SCRIPTS)
	@for file in $(FISH_FILES); do fish --no-execute "$$file" || exit; done
	@$(BIN)/python tools/check_bash32.py $(SHIPPED)
	@$(BIN)/python tools/generate.py --check
	@echo "lint: no problems"

format: ## format every Python file, and fix what ruff can fix
	@tools/prepare lint
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format

types: ## check the types with mypy, for Linux and for macOS
	@tools/prepare lint
	@$(BIN)/mypy
	@$(BIN)/mypy --platform darwin

generate: ## generate the wrappers, completions and the reference from the vocabulary
	@tools/prepare lint
	@$(BIN)/python tools/generate.py

docs: ## build the documentation as a website into site/, and refuse wrong links
	@tools/prepare docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "docs: no problems; to read them: $(BIN)/python -m http.server --directory site"

demo: ## record the terminal session of the README again (docs/images/demo.svg)
	@tools/prepare test
	@$(BIN)/python tools/demo.py

zipapp: ## build dist/envarium.pyz, one file that installs envarium without pipx, uv or pip
	@tools/prepare release
	@$(BIN)/python tools/build_pyz.py dist/envarium.pyz
	@echo "built dist/envarium.pyz; to install it: python3 dist/envarium.pyz setup"

pictures: ## draw the pictures of the documentation anew from what envarium does; needs Python 3.12
	@tools/prepare lint
	@$(BIN)/python tools/pictures.py

release-check: ## build the archives into dist/, and check whether this commit can be released
	@tools/prepare release
	@$(BIN)/python tools/release_check.py

clean: ## remove everything that these commands have created
	@rm -rf .dev .try build dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.*
	@find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
