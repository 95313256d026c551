"""`make run`: from a fresh clone to a portal that answers, in the foreground."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from pathlib import Path

import environment
import machine
import portal

ROOT = environment.ROOT
VAR = ROOT / "var"
PORT = int(os.environ.get("PORT") or 8000)
ADDRESS = f"http://127.0.0.1:{PORT}/"
STOP_SECONDS = 15
SIGINT_BIT = 1 << (signal.SIGINT - 1)


def main() -> int:
    """Prepare what is missing, serve until stopped; the exit code for the shell."""
    _stop_with_make()
    _refuse_busy_port()
    # Without these the portal works, only its PDF documents don't; the line printed says so.
    machine.provide(machine.PDF_LIBRARIES)
    environment.ensure("run")
    _write_settings()
    if subprocess.run([environment.PYTHON, "scripts/prepare.py"], cwd=ROOT).returncode != 0:
        return _fail("Chuẩn bị dữ liệu không thành công; xem thông báo ở trên.")
    return _serve()


def _stop_with_make() -> None:
    """Turn signals into SystemExit, which ends the child of the moment as well.

    make passes SIGTERM on, but waits for its recipe when an interrupt reaches make alone: then it
    has put SIGINT back to the default, which /proc shows.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    parent = os.getppid()
    caught = _catches_interrupt(parent)

    def look(*_: object) -> None:
        if os.getppid() != parent or (caught and not _catches_interrupt(parent)):
            sys.exit(0)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 0.5, 0.5)


def _catches_interrupt(process: int) -> bool:
    try:
        if Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip() != "make":
            return False
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return False
    mask = next((line.split()[1] for line in status.splitlines() if line.startswith("SigCgt")), "0")
    return bool(int(mask, 16) & SIGINT_BIT)


def _refuse_busy_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            raise SystemExit(
                f"Cổng {PORT} đang bận; hãy chọn cổng khác, chẳng hạn: make run PORT=8001"
            ) from None


def _write_settings() -> None:
    """`var/portal.env`, which manage.py reads too; written once, so the key stays."""
    VAR.mkdir(mode=0o700, exist_ok=True)
    (VAR / "media").mkdir(mode=0o700, exist_ok=True)
    settings = VAR / "portal.env"
    if settings.exists():
        return
    lines = ["PORTAL_MODE=local", f"SECRET_KEY={secrets.token_urlsafe(50)}"]
    if os.environ.get("DATABASE_URL"):
        lines.append(f"DATABASE_URL={os.environ['DATABASE_URL']}")
    descriptor = os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _serve() -> int:
    command = [environment.PYTHON, "-m", "gunicorn", "khuyencong.wsgi:application"]
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PORT": str(PORT)}, start_new_session=True
    )
    try:
        if not portal.answers(f"{ADDRESS}healthz", server, portal.START_SECONDS):
            return _fail("Cổng thông tin không khởi động được; xem thông báo ở trên.")
        _greet()
        return server.wait()
    finally:
        _end(server)


def _end(server: subprocess.Popen) -> None:
    """Ask the server to finish what it is doing, then end whatever is left of its group."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            print("Máy chủ chưa dừng, buộc kết thúc.", file=sys.stderr)
    try:
        os.killpg(server.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    server.wait()


def _greet() -> None:
    print(f"\nCổng quản lý hoạt động khuyến công: {ADDRESS}")
    accounts = VAR / "sample_accounts.json"
    if accounts.exists():
        for line in _account_lines(json.loads(accounts.read_text(encoding="utf-8"))):
            print(line)
    print("Nhấn Ctrl+C để dừng.", flush=True)


def _account_lines(sample: dict) -> list[str]:
    rows = [(str(row["username"]), str(row.get("role", ""))) for row in sample["accounts"]]
    width = max((len(name) for name, _ in rows), default=0)
    return [
        f"Tài khoản mẫu (mật khẩu {sample['password']}):",
        *(f"  {name:<{width}}  {role}".rstrip() for name, role in rows),
    ]


def _fail(message: str) -> int:
    print(message, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
