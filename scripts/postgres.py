"""A PostgreSQL cluster of our own: made for one run, reachable by its socket only, then gone."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import machine

# Nothing here outlives the run, so nothing needs to reach the disk.
FAST = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "100",
    "shared_buffers": "128MB",
}


class NoPostgresError(Exception):
    """PostgreSQL can't be had here; the message says why, in Vietnamese."""


def require() -> None:
    """Install PostgreSQL when root and missing. Raises NoPostgresError when it can't be had."""
    problem = machine.install([machine.POSTGRES])
    if problem:
        raise NoPostgresError(f"{problem} (hoặc chỉ kiểm thử trên SQLite: DB=sqlite make test)")


@contextmanager
def cluster() -> Iterator[str]:
    """A running cluster; yields the DATABASE_URL of its empty database `portal`.

    Raises NoPostgresError when it is not installed and can't be, or doesn't start.
    """
    require()
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    try:
        folder.chmod(0o711)  # the postgres account passes through to what it owns
        server = _Server(folder)
        server.start()
        try:
            yield f"postgres://postgres@/{server.database}?host={server.socket}"
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Server:
    database = "portal"

    def __init__(self, folder: Path) -> None:
        self.data, self.socket = folder / "data", folder / "socket"
        self.bin = _programs()
        self.owner = ["runuser", "-u", "postgres", "--"] if machine.is_root() else []
        for path in (self.data, self.socket):
            path.mkdir(mode=0o700)
        self.socket.chmod(0o755)
        if machine.is_root():
            for path in (self.data, self.socket):
                shutil.chown(path, "postgres", "postgres")

    def start(self) -> None:
        encoding = ["-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-U", "postgres", "--no-sync"]
        self._run("initdb", "-D", str(self.data), *encoding)
        options = " ".join(f"-c {name}='{value}'" for name, value in FAST.items())
        options += f" -c unix_socket_directories='{self.socket}'"
        log = str(self.socket / "log")
        self._run(
            "pg_ctl", "-D", str(self.data), "-l", log, "-w", "-t", "60", "-o", options, "start"
        )
        self._run("createdb", "-h", str(self.socket), "-U", "postgres", self.database)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.owner, str(self.bin / program), *arguments]
        # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(command, cwd="/", stdout=said, stderr=subprocess.STDOUT)
            said.seek(0)
            if done.returncode != 0:
                last = (said.read().strip().splitlines() or ["?"])[-1]
                raise NoPostgresError(f"PostgreSQL không chạy được ({program}: {last})")


def _programs() -> Path:
    """The folder of initdb and pg_ctl, the newest version when there are several."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    found = versions[-1] if versions else shutil.which("initdb")
    if not found:
        raise NoPostgresError("Không tìm thấy initdb của PostgreSQL.")
    return Path(os.path.realpath(found)).parent
