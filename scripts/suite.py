"""`make test`: the suite on SQLite, then on a PostgreSQL cluster of its own.

`DB=sqlite` or `DB=postgres` chooses one; ARGS go to pytest: `make test ARGS="-k money -x"`.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import environment
import machine
import postgres

ROOT = environment.ROOT
NOTHING_COLLECTED = 5
# By files in the order of tests/conftest.py: the longest first.
PARALLEL = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
# Each database: (title, marker expression, how). The race tests run alone; the widest pass of the
# last database comes last, so that its closing line closes the run.
PASSES = {
    "sqlite": (
        ("SQLite, tranh chấp", "race", ["-n", "0"]),
        ("SQLite", "(not browser and not document and not race and not slow) or smoke", PARALLEL),
    ),
    "postgres": (
        ("PostgreSQL, tranh chấp", "race", ["-n", "0"]),
        ("PostgreSQL", "not race and not slow", PARALLEL),
    ),
}
# Where both databases are asked: what asks none is judged in the wider pass, what asks every page
# as everybody in the narrower one (docs/decisions/0018).
ONCE = {"sqlite": "not pure", "postgres": "(not walker or smoke)"}
CLOSING = re.compile(r"^=+ .*\b(passed|failed|error|errors|no tests ran|deselected)\b.* =+$")


def main() -> int:
    """Run the chosen databases; 0 only when every pass passed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    chosen = os.environ.get("DB") or "all"
    if chosen not in {"all", *PASSES}:
        return _fail("DB phải là sqlite, postgres hoặc để trống.")
    if not machine.provide([*machine.PDF_LIBRARIES, *machine.BROWSER, machine.PAGES]):
        return 1
    try:
        failed = _databases(chosen)
    except postgres.NoPostgresError as reason:
        return _fail(str(reason))
    for title, closing in failed:
        print(f"{title}: có lỗi\n{closing}", flush=True)
    return 1 if failed else 0


def _databases(chosen: str) -> list[tuple[str, str]]:
    failed = []
    if chosen != "sqlite":
        postgres.require()  # before ten minutes of SQLite, not after
    if chosen != "postgres":
        with tempfile.TemporaryDirectory(prefix="portal-test-") as folder:
            url = f"sqlite:///{folder}/portal.sqlite3"
            failed += _database("sqlite", url, folder, ONCE["sqlite"] if chosen == "all" else "")
    if chosen != "sqlite":
        with postgres.cluster() as url:
            only = ONCE["postgres"] if chosen == "all" else ""
            failed += _database("postgres", url, "portal", only)
    return failed


def _database(kind: str, url: str, template: str, only: str = "") -> list[tuple[str, str]]:
    """All passes on one database, of `only` these; (title, closing line) of those that failed."""
    settings = os.environ | {"DATABASE_URL": url, "PORTAL_MODE": "local", "SECRET_KEY": "test" * 13}
    settings |= _migrate_once(kind, template, settings)
    failed = []
    with _office(settings) as office:
        for title, markers, how in PASSES[kind]:
            print(f"\n——— {title}", flush=True)
            chosen = f"({markers}) and {only}" if only else markers
            alone = how is not PARALLEL
            code, closing = _pytest(["-m", chosen, *how], settings | ({} if alone else office()))
            if code not in (0, NOTHING_COLLECTED):
                failed.append((title, closing))
    return failed


@contextmanager
def _office(settings: dict[str, str]) -> Iterator[Callable[[], dict[str, str]]]:
    """Build the sample office (tests/office.py) while the first pass needs one core only.

    Yields what waits for it and says where it is. A few chosen tests load what they need.
    """
    if os.environ.get("ARGS"):
        yield dict
        return
    with tempfile.TemporaryDirectory(prefix="portal-office-") as folder:
        command = [environment.PYTHON, "-m", "tests.office", folder]
        settings = settings | {"DJANGO_SETTINGS_MODULE": "khuyencong.settings"}
        with subprocess.Popen(command, cwd=ROOT, env=settings) as building:

            def made() -> dict[str, str]:
                if building.wait() != 0:
                    raise SystemExit("Không tạo được cơ quan mẫu để kiểm thử.")
                return {"TEST_OFFICE": folder}

            try:
                yield made
            finally:
                building.terminate()


def _migrate_once(kind: str, template: str, settings: dict[str, str]) -> dict[str, str]:
    """Migrate the pass's own database; every worker then clones it (tests/conftest.py)."""
    command = [environment.PYTHON, "manage.py", "migrate", "--skip-checks", "-v", "0", "--no-input"]
    if subprocess.run(command, cwd=ROOT, env=settings).returncode != 0:
        raise SystemExit("Không tạo được cơ sở dữ liệu để kiểm thử.")
    if kind == "postgres":
        return {"TEST_TEMPLATE": template}
    folder = Path(template)
    return {
        "TEST_TEMPLATE": str(folder / "portal.sqlite3"),
        "TEST_SQLITE_NAME": str(folder / "test.sqlite3"),
    }


def _pytest(options: list[str], settings: dict[str, str]) -> tuple[int, str]:
    """Run pytest, passing on what it prints; its exit code and its closing line."""
    command = [environment.PYTHON, "-m", "pytest", "--durations=20", "-p", "no:cacheprovider"]
    command += [*options, *shlex.split(os.environ.get("ARGS", ""))]
    closing = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as run:
        try:
            for line in run.stdout:
                print(line, end="", flush=True)
                closing = line.strip() if CLOSING.match(line.strip()) else closing
        except BaseException:
            run.terminate()
            raise
    return run.returncode, closing


def _fail(message: str) -> int:
    print(message, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
