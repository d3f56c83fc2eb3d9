# `make site` builds content/ into output/; `make test` checks everything. Each does its own set-up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= auto

.PHONY: site serve test test-site quick proof bench lint clean

site: $(READY)
	$(BIN)/recapgen build
	@echo "The site is in output/. Look at it: make serve"

serve: $(READY)
	$(BIN)/recapgen serve --watch --open

test: lint
	$(BIN)/python -m pytest -n $(WORKERS)

# The published site in a real browser: Lighthouse, accessibility, validity, weight, search by keyboard, no JavaScript,
# print, small screens; see docs/quality.md. `make test-site STRESS=yes` does the same to a site of every extreme.
# Installs Debian's chromium and packages from npm into .quality/, which git ignores.
test-site: $(if $(STRESS),$(READY),site)
	bash tests/browser/run.sh $(if $(STRESS),--stress,output)

quick: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) -x

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# Long proofs: many random edits, many kill points. Not part of `make test`.
proof: $(READY)
	RECAPGEN_PROFILE=proof $(BIN)/python -m pytest -n $(WORKERS) -m "proof or not proof"

# recapgen beside Hugo, Eleventy and Pelican, which are installed outside this folder; see benchmarks/README.md.
bench: $(READY)
	bash benchmarks/peers.sh
	$(BIN)/python -m benchmarks $(BENCH)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .recapgen
	find output -mindepth 1 ! -name .gitkeep -delete

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("recapgen needs Python 3.11 or newer; set PYTHON=python3.12, say") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $@
