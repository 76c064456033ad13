# make demo    set everything up, build every publication in content/ into build/, check the results
# make test    set everything up and run the tests
# make bench   measure how builds grow, against stock WeasyPrint, pandoc and Typst (takes long)
# make check   style, types, import contracts and the tests
VENV := .venv
export VENV
PYTEST_ARGS ?=

# BENCH_ARGS=corpus measures that part alone; others are pages, articles and catalogue
BENCH_ARGS ?=

.PHONY: demo test bench check check-style clean setup setup-test

demo: setup
	$(VENV)/bin/publisher build content --output build

test: setup-test
	$(VENV)/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

bench:
	@bash .ci/setup bench
	$(VENV)/bin/python tests/bench/scale.py $(BENCH_ARGS)

check: check-style test

check-style: setup-test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

setup:
	@bash .ci/setup run

setup-test:
	@bash .ci/setup test

clean:
	find build -mindepth 1 ! -name README.md -delete
	rm -rf dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
