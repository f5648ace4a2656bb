# `make help` lists what there is. Everything runs in .venv; nothing else on the machine is touched,
# except that `make test` installs a Chromium where none is found.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Modules and classes keep to one process each, so that a demo is started once for each.
PYTEST_ARGS ?= -q -n auto --dist loadscope

.DEFAULT_GOAL := help
.PHONY: help demo test lint test-node forge-check bench-summaries bench-categories bench-convert bench-faithfulness bench-long bench-masking bench-places bench-panel redteam screenshots clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 20

$(VENV)/run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

$(VENV)/bench: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@

$(VENV)/bench-masking: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[bench-masking,ner]'
	@touch $@

demo: $(VENV)/run ## Start Vouch beside a stand-in Jira on this machine
	$(BIN)/vouch demo

test: $(VENV)/dev ## Run every test, browser tests included
	$(BIN)/python tests/e2e/chromium.py
	$(BIN)/pytest $(PYTEST_ARGS)

lint: $(VENV)/dev ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-node: $(VENV)/dev ## Let Atlassian's own JavaScript judge bridges, manifest, documents and hashes (needs Node)
	cd tests/node && npm ci --silent --no-audit --no-fund
	$(BIN)/python tests/e2e/chromium.py
	$(BIN)/pytest tests/node $(PYTEST_ARGS)

forge-check: $(VENV)/dev ## Let Atlassian's validator judge every form of the Forge manifest, offline (needs Node)
	cd tests/node && npm ci --silent --no-audit --no-fund
	$(BIN)/pytest tests/node/test_forge_manifest.py $(PYTEST_ARGS)

bench-summaries: $(VENV)/bench ## The embedded summariser beside its peers (VOUCH_EVAL_DATA names the data)
	$(BIN)/python bench/summaries.py
	$(BIN)/python bench/summaries.py --cross-validate
	$(BIN)/python bench/summaries.py --speed

bench-categories: $(VENV)/bench ## The embedded categoriser beside its peers (VOUCH_EVAL_DATA names the data)
	$(BIN)/python bench/categories.py

bench-convert: $(VENV)/bench ## The readers of ADF and storage format beside their peers (VOUCH_ADF_DATA names documents)
	$(BIN)/python bench/convert.py

bench-faithfulness: $(VENV)/bench ## Planted errors caught and good sentences lost, beside bare gates (VOUCH_EVAL_DATA)
	$(BIN)/python bench/faithfulness.py

bench-long: $(VENV)/dev ## Long items: time, memory, tokens of a refresh, and what we add before the first token
	$(BIN)/python bench/long.py

bench-masking: $(VENV)/bench-masking ## Masking beside its peers, by type, in twelve locales (VOUCH_MASKING_DATA names JSONL)
	$(BIN)/python -m bench.masking

bench-places: $(VENV)/bench ## The administrators' page of places among 10,000, a plain list beside it
	$(BIN)/python bench/places.py

bench-panel: $(VENV)/bench ## A token-checked page beside a plain Flask hello and a Node peer, under gunicorn and Granian
	-command -v npm >/dev/null && cd bench/peers/ace && npm ci --silent --no-audit --no-fund
	$(BIN)/python bench/panel.py

redteam: $(VENV)/dev ## Plant attacks in items: tried, held, broken, per place (REDTEAM_ARGS="--engine NAME" for yours)
	$(BIN)/vouch redteam --corpora $(REDTEAM_ARGS)

screenshots: $(VENV)/dev ## Make docs/images again
	$(BIN)/python tests/e2e/chromium.py
	VOUCH_SCREENSHOTS=docs/images $(BIN)/pytest tests/e2e $(PYTEST_ARGS)

clean: ## Remove what was made here
	rm -rf $(VENV) tests/node/node_modules bench/peers/ace/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
