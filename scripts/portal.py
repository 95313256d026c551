"""A portal with the sample for the development tools: its own database, a free port, then gone."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import environment

ROOT = environment.ROOT
PASSWORD = os.environ.get("SAMPLE_PASSWORD") or "mau-khuyen-cong-2026"
START_SECONDS = 60


@contextmanager
def serving(name: str) -> Iterator[str]:
    """Serve `var/<name>.sqlite3`, filled on its first use; yields the address without a slash.

    Raises SystemExit with one Vietnamese line when it can't be prepared or doesn't answer.
    """
    (ROOT / "var").mkdir(mode=0o700, exist_ok=True)
    port = free_port()
    settings = os.environ | {
        "DATABASE_URL": f"sqlite:///{ROOT / 'var' / name}.sqlite3",
        "PORTAL_MODE": "local",
        "SECRET_KEY": "only-for-tools-" * 4,
        "PORT": str(port),
    }
    if subprocess.run(
        [environment.PYTHON, "scripts/prepare.py"], cwd=ROOT, env=settings
    ).returncode:
        raise SystemExit("Chuẩn bị dữ liệu mẫu không thành công.")
    command = [environment.PYTHON, "-m", "gunicorn", "khuyencong.wsgi:application"]
    server = subprocess.Popen(command, cwd=ROOT, env=settings, start_new_session=True)
    try:
        if not answers(f"http://127.0.0.1:{port}/healthz", server, START_SECONDS):
            raise SystemExit("Cổng thông tin không khởi động được.")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str, process: subprocess.Popen, seconds: float) -> bool:
    """Whether the address answers 200 within so many seconds, while the process lives."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=10).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False
