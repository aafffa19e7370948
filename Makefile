# The words of this checkout; `make help` lists them. What a recipe would say at length stands in tools/.

.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

# The Python of .dev and .try: PYTHON=python3.11 make test. Without it, the newest at hand.
export PYTHON

BIN := .dev/bin
SHIPPED = $(wildcard shell/*.sh shell/completions/*.bash)
SCRIPTS = .ci/run $(filter-out tools/__pycache__ %.py,$(wildcard tools/*))
FISH_FILES = $(wildcard shell/*.fish shell/completions/*.fish)

.PHONY: help try test test-elsewhere test-cpython torture bench check lint format types generate release-check clean

help: ## print this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1 /p' $(MAKEFILE_LIST) | while read -r word means; do \
		printf 'make %-14s %s\n' "$$word" "$$means"; done

try: ## install into .try/ and open your shell with envarium in it (a short tour where there is no terminal)
	@tools/try

test: ## install what the tests need, and run them all (ARGS="tests/test_names.py -k hook" for some)
	@tools/install-programs
	@tools/prepare test
	@tools/install-nushell
	@$(BIN)/pytest -q -n auto $(ARGS)

test-elsewhere: ## run the tests as a plain user of a fresh Debian, made for it: as root (SUITE=forky MIRROR=... PACKAGES=pypy3)
	@tools/test-elsewhere

test-cpython: ## run CPython's own tests in environments of each strategy; half an hour (ARGS="--only 3.12 --resume")
	@tools/prepare test
	@PYTHONPATH=tests $(BIN)/python -m cpython $(ARGS)

bench: ## measure beside the peers, which it installs: one table, and a chart; half an hour (ARGS="--only workon --runs 5")
	@tools/install-programs
	@tools/prepare lint
	@$(BIN)/python -m benchmarks $(ARGS)

torture: ## kill, starve, race and attack everything for ten minutes, and print the figures (ARGS="--part races")
	@tools/install-programs
	@tools/prepare test
	@PYTHONPATH=tests $(BIN)/python -m torture $(ARGS)

check: lint types test ## everything that has to hold: lint, types and test

lint: ## read Python, shell and fish files for mistakes
	@tools/install-programs
	@tools/prepare lint
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/shellcheck --shell=bash $(SHIPPED)
	@$(BIN)/shellcheck $(SCRIPTS)
	@for file in $(FISH_FILES); do fish --no-execute "$$file" || exit; done
	@$(BIN)/python tools/check_bash32.py $(SHIPPED)
	@$(BIN)/python tools/generate.py --check
	@echo "lint: nothing to say"

format: ## put every Python file into the one format, and mend what can be mended
	@tools/prepare lint
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format

types: ## check the types, strictly, as Linux and as macOS have them
	@tools/prepare lint
	@$(BIN)/mypy
	@$(BIN)/mypy --platform darwin

generate: ## make wrappers, completions and the reference anew from the vocabulary
	@tools/prepare lint
	@$(BIN)/python tools/generate.py

release-check: ## build what would be uploaded, into dist/, and say whether this commit can be released
	@tools/prepare release
	@$(BIN)/python tools/release_check.py

clean: ## remove everything that was made here
	@rm -rf .dev .try build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
