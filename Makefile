# Every target sets itself up: a virtual environment in .venv with all that the project needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test slow lint format docs samples benchmark

demo: .venv/ready            ## audit the sample station and print its findings
	@$(BIN)/auditor audit samples/seeded --as-of 2025-06-30 --fail-on never

test: .venv/ready            ## the whole test suite, less what is marked slow
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow"

slow: .venv/ready            ## what takes longer than a few seconds
	$(BIN)/python -m pytest -n auto --dist worksteal -m slow

lint: .venv/ready            ## style, types, and the rule pack's own check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/auditor check
	$(BIN)/auditor fmt --check

format: .venv/ready          ## put the code and the rules into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/auditor fmt

docs: .venv/ready            ## write the generated parts of the documents and the golden examples anew
	$(BIN)/python tests/documents.py

benchmark: .venv/ready       ## the figures that the code and the documents rest on
	$(BIN)/python benchmarks/live.py
	$(BIN)/python benchmarks/crossover.py
	$(BIN)/python benchmarks/rulebook.py
	$(BIN)/python benchmarks/reading.py

samples: .venv/ready         ## make the sample stations anew
	$(BIN)/python -m samples.generate

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
