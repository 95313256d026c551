# Everything a person types. Each target is one short script under scripts/.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PORT

# Types are judged on the pure heart only: rules, figures and formats without database or request.
HEART := $(sort $(wildcard kernel/money.py kernel/findings.py kernel/workflow.py kernel/text.py \
	kernel/dates.py */workflow.py */norms.py */checks.py */progress.py */figures.py */figures/*.py \
	*/grid/*.py))

.PHONY: help run setup test look check lint coverage bench screens fault assets lock clean

help:
	@echo "make run      chạy cổng thông tin tại http://127.0.0.1:$(PORT)/ (PORT=8001 để đổi cổng)"
	@echo "make test     kiểm thử trên SQLite và PostgreSQL (DB=sqlite: chỉ SQLite; ARGS=...: cho pytest)"
	@echo "make look     xem từng trang bằng trình duyệt: rào cản, tràn ngang, chữ tiếng Anh"
	@echo "make check    kiểm tra mã nguồn, mẫu trang, cấu hình"
	@echo "make setup    chuẩn bị môi trường phát triển"
	@echo "make bench | screens | fault   đo tốc độ | chụp màn hình và văn bản | thử lỗi và tải"
	@echo "make assets | lock | coverage  lấy lại thư viện giao diện | khóa phiên bản | độ phủ kiểm thử"

run:
	@$(PYTHON) scripts/run.py

setup:
	@$(PYTHON) scripts/environment.py dev

test: setup
	@$(PYTHON) scripts/suite.py

look: setup
	@DB=look $(PYTHON) scripts/suite.py

check: setup
	@$(PYTHON) scripts/check.py $(HEART)

coverage: setup
	@$(BIN)/coverage erase
	@DB= $(BIN)/coverage run -m pytest -m "not browser and not document and not race and not slow and not look" $(ARGS)
	@$(BIN)/coverage report

bench: setup
	@$(PYTHON) scripts/later.py bench/run.py

screens: setup
	@$(BIN)/python scripts/screens.py

fault: setup
	@$(PYTHON) scripts/later.py bench/fault.py

assets:
	@npm ci --silent --prefix assets
	@npm run --silent --prefix assets build

# The locks name versions and hashes, never a place to download from.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header

lock: setup
	@$(BIN)/python -m pip install --quiet uv
	@$(LOCK) --output-file requirements.txt
	@$(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean:
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
