# All the commands a newcomer must know. A fresh machine needs Python 3.11, git and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo serve test test-postgres check format bench gallery messages lock clean

help:
	@echo "make demo    an invented region in the browser, with everything it needs"
	@echo "make serve   the same program, empty: for your own office"
	@echo "make test    all tests, with a real browser"
	@echo "make check   lint, types, import rules, translations"
	@echo "make bench   measurements beside a peer, as ratios"
	@echo "make gallery every kind of paper as pictures, in docs/papers"

.venv/run: locks/run.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r locks/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: locks/dev.txt .venv/run
	$(PIP) install --require-hashes -r locks/dev.txt
	touch $@

demo: .venv/run
	$(BIN)/luoshi demo

serve: .venv/run
	$(BIN)/luoshi serve

test: .venv/dev
	tools/system
	$(BIN)/python -m pytest -n 2 --dist load $(ARGS)

# What opens no database says the same beside each: it is asked once, by "make test".  The simulation
# and the stories of the terminal make SQLite files of their own, whatever the tests stand on.
ONCE := values rules reading papers house simulation cli e2e/test_axe.py

# Wants LUOSHI_DATABASE_URL=postgres://user:password@host/name of a server that may make databases.
test-postgres: .venv/dev
	tools/system
	@test -n "$$LUOSHI_DATABASE_URL" || { echo "set LUOSHI_DATABASE_URL=postgres://…"; exit 2; }
	$(BIN)/python -m pytest -n 2 --dist load $(ONCE:%=--ignore=tests/%) $(ARGS)

check: .venv/dev
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/lint-imports --no-cache
	LUOSHI_DATA=$$(mktemp -d) LUOSHI_SECRET_KEY=check $(BIN)/mypy
	LUOSHI_DATA=$$(mktemp -d) LUOSHI_SECRET_KEY=check $(BIN)/django-admin makemigrations --check --dry-run --settings luoshi.conf.settings
	LUOSHI_DATA=$$(mktemp -d) LUOSHI_SECRET_KEY=check $(BIN)/django-admin check --settings luoshi.conf.settings

format: .venv/dev
	$(BIN)/ruff format src tests bench
	$(BIN)/ruff check --fix src tests bench

bench: .venv/dev
	$(BIN)/python bench/scores.py
	$(BIN)/python bench/calibration.py
	$(BIN)/python bench/reading.py
	$(BIN)/python bench/lists.py
	$(BIN)/python bench/papers.py

gallery: .venv/dev
	tools/gallery

messages: .venv/dev
	tools/messages

lock:
	tools/lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis
