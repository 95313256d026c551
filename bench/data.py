"""The databases of the benchmarks, under var/bench/: so many projects each, all synthetic."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
SIZES = (50, 2_000, 5_000, 10_000)
SEED = 2026


def settings(size: int) -> dict[str, str]:
    """The environment of a process that works on the database of this size."""
    return os.environ | {
        "PORTAL_MODE": "local",
        "SECRET_KEY": "only-for-benchmarks-" * 3,
        "DATABASE_URL": f"sqlite:///{path(size)}",
        "MEDIA_ROOT": str(FOLDER / "media"),
    }


def path(size: int) -> Path:
    """The file of the database of this size."""
    return FOLDER / f"{size}.sqlite3"


def prepare() -> None:
    """Build the databases anew, each from the one before; static files are collected too.

    Raises SystemExit when a command fails.
    """
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    done = 0
    for size in SIZES:
        if done:
            shutil.copyfile(path(done), path(size))
        else:
            for command in ("migrate", "load_reference", "load_sample"):
                _manage(size, command)
            _manage(size, "collectstatic", "--no-input")
            done = _projects(size)
        _manage(size, "make_volume", "--projects", str(size - done), "--seed", str(SEED + size))
        _manage(size, "shell", "-c", CHECKPOINT)
        if _projects(size) != size:
            raise SystemExit(f"Cần {size} đề án nhưng có {_projects(size)}.")
        done = size


# The next size copies the file: nothing may be left in the write-ahead log.
CHECKPOINT = (
    "from django.db import connection as c; c.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')"
)
COUNT = "from programmes.models import SupportProject as P; print(P.objects.alive().count())"


def _projects(size: int) -> int:
    return int(_manage(size, "shell", "-v", "0", "-c", COUNT).split()[-1])


def _manage(size: int, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=settings(size),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise SystemExit(f"manage.py {arguments[0]} không thành công.")
    return done.stdout
