"""Makes a small filled database of today's migrations: python -m tests.upgrade.make NAME

Writes tests/upgrade/NAME.sqlite3.gz: some thirty units, offices, facilities, plans with recorded
and corrected money, projects in several states, histories. All names are "minh họa"; nobody's data
are in it. See README.md.
"""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LARGEST = 400_000  # bytes in the repository
FILL = "from tests.upgrade.filling import fill; fill()"


def main(name: str) -> Path:
    """Make the database; the compressed file that was written.

    Raises subprocess.CalledProcessError when a model has no migration yet or a figure is wrong.
    """
    target = HERE / f"{name}.sqlite3.gz"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "portal.sqlite3"
        manage(
            path,
            ("makemigrations", "--check", "--dry-run"),
            ("migrate", "--verbosity=0"),
            ("shell", "--verbosity=0", "-c", FILL),
            ("check_figures",),
        )
        with closing(sqlite3.connect(path)) as database:
            # The journal folded in, and nothing left of what was deleted.
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("VACUUM")
        body = gzip.compress(path.read_bytes(), mtime=0)
    if len(body) > LARGEST:
        raise SystemExit(f"{len(body)} bytes are too many; fill it with less")
    target.write_bytes(body)
    return target


def manage(database: Path, *commands: tuple[str, ...]) -> list[str]:
    """Run commands of the portal on a SQLite file, in one process; what each printed.

    Raises subprocess.CalledProcessError when one fails; what it said is on standard error.
    """
    more = {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "khuyencong.settings",
        "PORTAL_MODE": "local",
        "SECRET_KEY": "only-for-upgrades-" * 3,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgrade.commands", json.dumps(commands)],
        cwd=ROOT,
        env=os.environ | more,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("python -m tests.upgrade.make NAME")
    sys.stdout.write(f"{main(sys.argv[1])}\n")
