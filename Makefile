# Everything a newcomer needs is here; `voc` is the command for the rest. Written for GNU make 3.81 and POSIX sh.

PYTHON ?= python3
# Test processes: a number, or auto for one a core. One more than there are cores, because some tests wait for processes
# and browsers.
WORKERS ?= $(shell expr 1 + $$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN))
# Further arguments for pytest: make test ARGS="tests/core -x"
ARGS ?=

BIN := .venv/bin
PO := $(wildcard voc/translations/*/LC_MESSAGES/*.po)
# Written by hand; the others are made from these.
TRANSLATED := zh_Hans

# Tests make hundreds of databases, and each commit of those waits for the disk: in memory they need not, where there is
# room for them.
MEMORY := $(shell free=$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $$4 }'); \
	[ "$${free:-0}" -gt 4000000 ] && [ -w /dev/shm ] && echo /dev/shm)

.DEFAULT_GOAL := help
.PHONY: help install run test lint style types widget format lock messages catalogues clean venv venv-test python

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  .venv/bin/voc --help lists the product's own commands, once 'make run' has installed it."

install: venv catalogues ## Install what is missing, and stop there

run: venv catalogues ## Install what is missing and serve on http://127.0.0.1:8000 (VOC_BIND, VOC_DATA, VOC_PUBLIC_URL)
	@exec $(BIN)/voc run

# The types are checked beside the tests, with what these leave of the machine, and told at the end. Python may keep what
# it compiles, whatever the environment says: a hundred processes of ours would compile all of it anew. Small matrices
# are multiplied in one thread, as `voc` does: several processes with several threads each only wait for one another.
test: style ## Run every check and every test, on SQLite and PostgreSQL
	@echo "tests (pytest), and beside them types (mypy --strict)"
	@told=$$(mktemp) || exit 1; \
	nice $(BIN)/mypy --no-error-summary >"$$told" 2>&1 & mypy=$$!; \
	trap 'kill $$mypy 2>/dev/null; rm -f "$$told"' EXIT; trap 'exit 130' INT TERM HUP; \
	tests=0; types=0; \
	env PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 $(if $(MEMORY),PYTEST_DEBUG_TEMPROOT=$(MEMORY)) \
	  $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(ARGS) || tests=$$?; \
	wait $$mypy || types=$$?; \
	echo "types (mypy --strict)"; cat "$$told"; \
	if [ $$types -ne 0 ]; then echo "The types are wrong, or could not be checked: see above."; fi; \
	if [ $$tests -ne 0 ]; then exit $$tests; fi; exit $$types

widget: venv-test ## Write the newest build of the widget's script beside the earlier ones
	@$(BIN)/python tools/widget.py

lint: style types ## Check style and types

style: venv-test catalogues
	@echo "style (ruff)"
	@$(BIN)/ruff check --quiet
	@unformatted=$$($(BIN)/ruff format --check 2>&1) || { echo "$$unformatted"; echo "Run: make format"; exit 1; }

types: venv-test catalogues
	@echo "types (mypy --strict)"
	@$(BIN)/mypy --no-error-summary

format: venv-test ## Put the code into the house's style
	@$(BIN)/ruff check --quiet --fix || true
	@$(BIN)/ruff format

lock: venv ## Pin and hash what requirements*.in name: newest versions, every platform
	@set -e; for name in requirements requirements-dev requirements-build; do \
	  echo "$$name.txt"; \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --no-emit-index-url $$name.in -o $$name.txt; \
	done

# Traditional Chinese is made from Simplified: tools/traditional.tsv is where to correct it.
messages: venv ## Gather the texts to translate into voc/translations
	@mkdir -p voc/translations
	@$(BIN)/pybabel --quiet extract --mapping babel.cfg --keyword lazy_gettext --keyword lazy_ngettext:1,2 \
	  --keyword lazy_pgettext:1c,2 --keyword to_respondent \
	  --add-comments "Translators:" --strip-comment-tags --add-location file --sort-by-file --project voc \
	  --copyright-holder "the voc authors" --output voc/translations/messages.pot voc
	@for language in $(TRANSLATED); do \
	  $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
	    -i voc/translations/messages.pot -d voc/translations -l $$language; \
	done
	@$(BIN)/python tools/traditional.py

catalogues: $(PO:.po=.mo) ## Compile the translations

%.mo: %.po
	@test -x $(BIN)/pybabel || $(MAKE) venv
	@$(BIN)/pybabel --quiet compile -i $< -o $@

clean: ## Remove what was built (the data folder stays)
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	@find voc tests migrations tools -name __pycache__ -prune -exec rm -rf {} +
	@find voc -name '*.mo' -exec rm -f {} +

venv: python
	@$(PYTHON) tools/venv.py run

venv-test: python
	@$(PYTHON) tools/venv.py test

python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "voc: there is no $(PYTHON): install Python 3.11 or newer (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  for newer in python3.14 python3.13 python3.12 python3.11; do \
	    $$newer -c '' >/dev/null 2>&1 && break; done; \
	  echo "voc: $(PYTHON) is older than 3.11. Try: make PYTHON=$$newer ..." >&2; exit 1; }
