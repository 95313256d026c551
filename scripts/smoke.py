"""A real start: `make run` on a free port, sign in, fetch one PDF and one Excel file, stop it."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import portal

ROOT = portal.ROOT
ACCOUNT = "chuyenvien"
START_SECONDS = 300
DOCUMENTS = {"pdf": b"%PDF", "xlsx": b"PK"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def main() -> None:
    """Raises SystemExit with one line at the first thing that is not as promised."""
    port = portal.free_port()
    address = f"http://127.0.0.1:{port}"
    # Its own session: what is left of it at the end can be seen and named.
    running = subprocess.Popen(["make", "run", f"PORT={port}"], cwd=ROOT, start_new_session=True)
    try:
        started = time.monotonic()
        if not portal.answers(f"{address}/dang-nhap/", running, START_SECONDS):
            raise SystemExit(f"make run không trả lời trong {START_SECONDS} giây.")
        print(f"make run trả lời sau {time.monotonic() - started:.1f} giây", flush=True)
        browser = _sign_in(address)
        for kind, signature in DOCUMENTS.items():
            _fetch(browser, f"{address}/bao-cao/annual-plan/?nam=2026&dinh-dang={kind}", signature)
    finally:
        _stop(running)
    if not _is_free(port):
        raise SystemExit("make run đã dừng nhưng cổng vẫn trả lời.")
    print("Chạy thật: đạt.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _sign_in(address: str) -> urllib.request.OpenerDirector:
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    with browser.open(f"{address}/dang-nhap/", timeout=30) as page:
        token = TOKEN.search(page.read().decode())
    if not token:
        raise SystemExit("Trang đăng nhập không có mã chống giả mạo.")
    fields = {"username": ACCOUNT, "password": portal.PASSWORD, "csrfmiddlewaretoken": token[1]}
    form = urllib.parse.urlencode(fields).encode()
    with browser.open(f"{address}/dang-nhap/", form, timeout=30) as page:
        if page.url.rstrip("/") != address:
            raise SystemExit(f"Đăng nhập {ACCOUNT} không được: {page.url}")
    return browser


def _fetch(browser: urllib.request.OpenerDirector, url: str, signature: bytes) -> None:
    started = time.monotonic()
    try:
        with browser.open(url, timeout=120) as answer:
            content = answer.read()
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{url}: {error.code}") from None
    if not content.startswith(signature):
        raise SystemExit(f"{url}: không phải tệp {signature!r} mà là {content[:40]!r}")
    print(f"{url}: {len(content)} byte, {time.monotonic() - started:.1f} giây", flush=True)


def _stop(running: subprocess.Popen) -> None:
    if running.poll() is None:
        running.send_signal(signal.SIGTERM)
    try:
        running.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        raise SystemExit("make run không dừng khi được yêu cầu.") from None


if __name__ == "__main__":
    sys.exit(main())
