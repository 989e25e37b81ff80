# Thin on purpose: each target is one command that also works without make (see README.md).
# Needs python3 (3.11 or newer) and nothing else.

PYTHON ?= python3
BIN := .venv/bin
LOCKS := pyproject.toml constraints.txt
PIP := $(BIN)/python -m pip install -qq --constraint constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

.DEFAULT_GOAL := briefing
.PHONY: briefing test coverage lab bench bench-linkage bench-month soak check clean

briefing: .venv/.with-run
	@$(BIN)/anyuan demo --briefing

# Three at once on two processors: browsers, kernels and time-outs are mostly waited for.
test: .venv/.with-dev
	@$(BIN)/python -m pytest -n 3 --dist loadfile $(PYTEST)

# The same with every line counted, in half as long again.
coverage: .venv/.with-dev
	@$(BIN)/python -m pytest -n 2 --dist loadfile --cov=anyuan --cov-report=term:skip-covered --cov-fail-under=90 $(PYTEST)

lab: .venv/.with-run
	@$(BIN)/anyuan lab

check: .venv/.with-dev
	@$(BIN)/anyuan check

bench: .venv/.with-bench
	@set -e; for script in $(wildcard bench/bench_*.py); do echo "== $$script"; $(BIN)/python -m bench.$$(basename $$script .py); done

# Beside Splink, at 45 thousand, 450 thousand and 3.6 million children; SIZES="45000 45000:worse" for some.
bench-linkage: .venv/.with-bench
	@$(BIN)/python -m bench.beside_splink $(SIZES)
	@$(BIN)/python -m bench.reliability

# A month's runs beside stock papermill, a shell loop and plain functions; SCHOOLS=6 for a few.
bench-month: .venv/.with-bench
	@$(BIN)/python -m bench.bench_month $(SCHOOLS)

soak: .venv/.with-bench
	@set -e; for script in $(wildcard bench/soak_*.py); do echo "== $$script"; $(BIN)/python -m bench.$$(basename $$script .py); done

clean:
	@rm -rf .venv build lib/*.egg-info .pytest_cache .ruff_cache .hypothesis .coverage .coverage.*
	@find lib tests bench notebooks -type d -name __pycache__ -prune -exec rm -rf {} +

# The marks lie inside .venv, so that they go when it goes. A larger set of packages marks the smaller.
.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "安园需要 Python 3.11 或更新的版本，可用 make PYTHON=… 指定。")'
	@$(PYTHON) -m venv .venv || { echo "不能建立 .venv：Debian/Ubuntu 请先安装 python3-venv。" >&2; rm -rf .venv; exit 1; }
	@if [ -e .git ] && command -v git >/dev/null; then git config core.hooksPath .githooks; fi
	@touch $@

.venv/.with-run: .venv/.made $(LOCKS)
	@echo "正在准备环境（首次约需几分钟）……"
	@$(PIP) --editable .
	@touch $@

.venv/.with-dev: .venv/.made $(LOCKS)
	@echo "正在准备环境（首次约需几分钟）……"
	@$(PIP) --editable '.[dev]'
	@touch .venv/.with-run $@

.venv/.with-bench: .venv/.made $(LOCKS)
	@echo "正在准备环境（首次约需几分钟）……"
	@$(PIP) --editable '.[dev,bench]'
	@touch .venv/.with-run .venv/.with-dev $@
