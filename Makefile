# Each chore is one word; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo check test campaign bench lint types layers docs picture lock clean
BIN := .venv/bin
FAST := not slow and not browser and not campaign
POSTGRES := $(FAST) or postgres
ONCE := not campaign
# One process for each processor, file by file: what a file's tests share is made once.
PYTEST := $(BIN)/pytest -n logical --dist loadfile --no-loadscope-reorder

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup:  ## what the portal needs, in .venv and build/: asks nothing, quick the second time
	@tools/setup.sh

setup-tests:  ## what the tests need besides
	@tools/setup.sh tests

demo: setup  ## a portal with sample data on port 8000
	@$(BIN)/amate demo

check: setup-tests lint types layers  ## lint, types, layers, unit tests: under three minutes
	@$(PYTEST) -m "$(FAST)"

test: setup-tests lint types layers  ## everything once, on a fresh machine too: under twenty minutes
	@$(BIN)/python -m tests.postgres $(PYTEST) -m "$(POSTGRES)"
	@$(PYTEST) -m "$(ONCE)"

campaign: setup-tests  ## hours: kills, fuzzing, scale; writes docs/evidence/
	@$(BIN)/pytest -m campaign
	@$(BIN)/python tools/sabotage.py

lint:  ## style of the code, and its format
	@$(BIN)/ruff check && $(BIN)/ruff format --check

types:  ## mypy, strict
	@$(BIN)/mypy

layers:  ## imports that climb
	@$(BIN)/lint-imports

docs:  ## rebuild the generated parts of docs/
	@$(BIN)/python -m tools.docs

picture: setup-tests  ## the picture of the README, taken of a demo of its own
	@$(BIN)/python tools/picture.py

lock:  ## new versions of what we stand on, with their hashes
	@tools/lock.sh

clean:  ## leave the checkout as it was cloned; the data in home/ stay
	rm -rf .venv build node_modules *.egg-info .mypy_cache .ruff_cache .hypothesis .import_linter_cache
