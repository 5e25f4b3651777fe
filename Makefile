# A fresh Debian with python3 (3.11 or newer) and make needs nothing else: `make run` and `make test` fetch the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
UV_VERSION := 0.13.9
JOBS ?= auto
ARGS ?=
# A machine's own certificates are trusted where it has any, as every other program there does.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS ?= 1
endif

BIN := .venv/bin
PY := $(BIN)/python
# Hosts may forbid bytecode; written once here, every later start is quicker.
COMPILE := $(PY) -m compileall -q bot
# make run EXTRAS=ocr: also install what reads the words in screenshots (400 MB)
EXTRAS ?=
EXTRA := $(patsubst %,$(BIN)/.%,$(filter ocr,$(EXTRAS)))
PYTEST := $(BIN)/pytest -n $(JOBS) --maxprocesses 4 --dist worksteal

.PHONY: help run test soak bench eval train lint check format lock clean

help: ## list what make can do
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: $(BIN)/.runtime $(EXTRA) ## start everything on this machine: web chat, desk, outbox
	@$(COMPILE)
	exec $(PY) -m bot serve $(ARGS)

test: $(BIN)/.dev $(EXTRA) ## run every test, long ones in their short form
	@$(call browser)
	$(call readers)
	$(call node)
	$(call pytest)

soak: $(BIN)/.dev $(EXTRA) ## run every test in its long form (200 kills, 100,000 fuzzed inputs)
	@$(call browser)
	$(call readers)
	$(call node)
	export BUHUANG_SOAK=1
	$(call pytest)

bench: $(BIN)/.dev ## measure against other libraries and against our goals
	@$(COMPILE)
	$(PY) -m benchmarks $(ARGS)

eval: $(BIN)/.dev ## measure understanding on labelled texts: make eval ARGS=FOLDER
	@$(PY) -m benchmarks.eval $(ARGS)

train: $(BIN)/.dev ## learn the second ear anew from dialogs/examples
	@$(PY) -m benchmarks.train $(ARGS)

lint: $(BIN)/.dev ## style and types
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: $(BIN)/.runtime ## lint dialogs, templates, languages and facts
	@$(PY) -m bot check $(ARGS)

format: $(BIN)/.dev ## put code into the house style
	@$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

COMPILE_LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links pyproject.toml

lock: $(BIN)/.uv ## renew all lists of locked packages
	@test -x $(BIN)/uv || { echo "make lock needs uv, which could not be installed"; exit 1; }
	$(COMPILE_LOCK) $(ARGS) --output-file requirements.lock
	$(COMPILE_LOCK) $(ARGS) --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(COMPILE_LOCK) $(ARGS) --extra ocr --constraints requirements.lock --output-file requirements-ocr.lock

clean: ## remove the environment and every cache; ./data stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------- how the environment is made

$(BIN)/.uv: Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or newer is needed: apt-get install python3, or make PYTHON=/path/to/python3"; exit 1; }
	if [[ ! -x $(PY) ]] || ! $(PY) -m pip --version >/dev/null 2>&1; then
		rm -rf .venv
		$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(call apt,python3-venv) ; }
		$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
			|| { echo "Python's venv module is missing: as root, apt-get install python3-venv"; exit 1; }
		$(PYTHON) -m venv .venv
	fi
	$(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) \
		|| echo "uv could not be installed; going on with pip, which takes longer"
	touch $@

$(BIN)/.runtime: requirements.lock | $(BIN)/.uv
	@$(call sync,$(if $(wildcard $(BIN)/.dev),requirements-dev.lock,requirements.lock))
	touch $@

$(BIN)/.dev: requirements-dev.lock | $(BIN)/.uv
	@$(call sync,requirements-dev.lock)
	touch $(BIN)/.runtime $@

$(BIN)/.ocr: requirements-ocr.lock | $(BIN)/.runtime
	@$(call add,requirements-ocr.lock)
	touch $@

# sync,LOCK: exactly the packages of a lock file, each checked against its hash
define sync
	echo "installing the packages of $(1)"
	if ! { [[ -x $(BIN)/uv ]] && $(BIN)/uv pip sync --quiet --python $(PY) --require-hashes --compile-bytecode $(1); }; then
		$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
	fi
	if [[ -f $(BIN)/.ocr ]]; then $(call add,requirements-ocr.lock) ; fi
endef

# add,LOCK: the packages of a lock file beside those that are there
define add
	echo "adding the packages of $(1)"
	{ [[ -x $(BIN)/uv ]] && $(BIN)/uv pip install --quiet --python $(PY) --require-hashes --compile-bytecode -r $(1); } \
		|| $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
endef

# apt,PACKAGES: install Debian packages when we may; never an error by itself
apt = if [[ $$(id -u) == 0 ]] && command -v apt-get >/dev/null; then \
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1); } >/dev/null 2>&1 \
	|| echo "apt-get could not install $(1)"; fi

# Playwright keeps an event loop running in its process, where no async test can start another: two runs.
define pytest
	if [[ -n "$(ARGS)" ]]; then $(PYTEST) $(ARGS); else
		$(PYTEST) -m "not browser"
		$(PYTEST) -m browser
	fi
endef

# browser tests need Debian's Chromium and one Chinese font; without them they are skipped and say so
define browser
	if ! command -v chromium >/dev/null || [[ -z "$$(fc-list :lang=zh 2>/dev/null)" ]]; then
		$(call apt,chromium fontconfig fonts-wqy-microhei)
	fi
	command -v chromium >/dev/null \
		|| echo "chromium is missing, so the browser tests are skipped: as root, apt-get install chromium fonts-wqy-microhei"
endef

# tests open the letters with other people's programs; without them those tests are skipped and say so
define readers
	if ! command -v pdftotext >/dev/null; then $(call apt,poppler-utils); fi
	if ! command -v soffice >/dev/null; then $(call apt,libreoffice-writer-nogui); fi
	command -v pdftotext >/dev/null && command -v soffice >/dev/null || echo "some tests of letters are skipped:" \
		"as root, apt-get install poppler-utils libreoffice-writer-nogui"
endef

# one test talks to an npm package; without node it is skipped and says so
define node
	if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
		$(call apt,nodejs npm)
	fi
	command -v npm >/dev/null \
		|| echo "npm is missing, so one Telegram test is skipped: as root, apt-get install nodejs npm"
endef
