"""The virtual environment and its locked libraries: `python3 scripts/environment.py [run|dev]`."""

import hashlib
import subprocess
import sys
from pathlib import Path

import machine

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# The development lock contains the run-time one, so having it satisfies both.
LOCKS = {"run": ("requirements.txt",), "dev": ("requirements-dev.txt", "requirements.txt")}


def ensure(kind: str) -> None:
    """Bring `.venv` to the lock of this kind; nothing is done when it is there already.

    Raises SystemExit with one Vietnamese line when the machine can't carry it.
    """
    if not PYTHON.exists() or not _has_pip():
        if not machine.provide([machine.VENV]):
            raise SystemExit(1)
        print("Đang tạo môi trường Python .venv", flush=True)
        _create()
    lock, *satisfied = LOCKS[kind]
    if _stamp(lock).exists() and _stamp(lock).read_text(encoding="utf-8") == _digest(lock):
        return
    print(f"Đang cài thư viện Python theo {lock}", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input", "-q"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", "-r", lock]
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        raise SystemExit("Không cài được thư viện Python; hãy kiểm tra kết nối mạng rồi chạy lại.")
    for name in (lock, *satisfied):
        _stamp(name).write_text(_digest(name), encoding="utf-8")


def _create() -> None:
    # A new process: ensurepip may have been installed a moment ago.
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(command, stdout=subprocess.DEVNULL).returncode != 0:
        raise SystemExit("Không tạo được .venv; hãy cài gói python3-venv rồi chạy lại.")


def _has_pip() -> bool:
    return any((VENV / "lib").glob("python3.*/site-packages/pip"))


def _stamp(lock: str) -> Path:
    return VENV / f"{lock}.sha256"


def _digest(lock: str) -> str:
    # A Python of another minor version makes the installed libraries useless.
    content = (ROOT / lock).read_bytes() + sys.version.encode()
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    machine.provide(machine.PDF_LIBRARIES)
    ensure(sys.argv[1] if len(sys.argv) > 1 else "run")
