"""`make test`: the suite on SQLite and on a PostgreSQL cluster of its own.

`DB=sqlite` or `DB=postgres` chooses one; ARGS go to pytest: `make test ARGS="-k money -x"`.
`make look` is `DB=look`: each page, one after the other, in a browser, on PostgreSQL.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import environment
import machine
import postgres

ROOT = environment.ROOT
NOTHING_COLLECTED = 5
# By files in the order of tests/conftest.py: the longest first.
PARALLEL = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
# A third worker has work for the cores while the others wait for a browser.
BROWSING = ["-n", "3", *PARALLEL[2:]]
# Only the files that hold races: reading the others takes longer than the races.
RACES = sorted(
    str(p) for p in ROOT.glob("tests/**/test_*.py") if "mark.race" in p.read_text("utf-8")
)
ALONE = ["-n", "0"]
# What is run: (title, marker expression, how). The race tests run alone on their database.
PASSES = {
    "sqlite": (
        ("SQLite, tranh chấp", "race", ALONE),
        (
            "SQLite",
            "(not browser and not document and not race and not slow and not look) or smoke",
            PARALLEL,
        ),
    ),
    "postgres": (
        ("PostgreSQL, tranh chấp", "race", ALONE),
        ("PostgreSQL", "not race and not slow and not look", BROWSING),
    ),
    "look": (("Xem từng trang", "look", ["-n", "2"]),),
}
# Where both databases are asked: what asks none is judged in the wider pass, what asks every page
# as everybody in the narrower one (docs/decisions/0018).
ONCE = {"sqlite": "not pure", "postgres": "(not walker or smoke)"}
TITLE = max(len(title) for passes in PASSES.values() for title, *_ in passes)
CLOSING = re.compile(r"^=+ .*\b(passed|failed|error|errors|no tests ran|deselected)\b.* =+$")
RUNNING: set[subprocess.Popen[str]] = set()
BROKEN_OFF = threading.Event()
# Four workers on two cores take a third more time than two after two.
BOTH_CORES = threading.Lock()


class Outcome(NamedTuple):
    """What came of a pass: its title, pytest's exit code and closing line."""

    title: str
    code: int
    closing: str

    @property
    def passed(self) -> bool:
        """Also when nothing of it was among the chosen tests."""
        return self.code == 0 or (self.code == NOTHING_COLLECTED and bool(os.environ.get("ARGS")))


def main() -> int:
    """Run the chosen databases; 0 only when every pass passed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # A hundred Pythons read the same files; each would have to compile them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    chosen = os.environ.get("DB") or "all"
    if chosen not in {"all", *PASSES}:
        return _fail("DB phải là sqlite, postgres, look hoặc để trống.")
    if not machine.provide([*machine.PDF_LIBRARIES, machine.PAGES]):
        return 1
    try:
        if chosen != "sqlite":
            postgres.require()  # before minutes of SQLite, not after
        if not machine.provide_browser():
            return 1
        outcomes = _both() if chosen == "all" else DATABASES[chosen]("")
    except postgres.NoPostgresError as reason:
        return _fail(str(reason))
    print("\n——— Kết quả")
    for one in outcomes:
        print(f"{one.title}: {'đạt' if one.passed else 'có lỗi'}\n{one.closing}", flush=True)
    return 0 if all(one.passed for one in outcomes) else 1


def _both() -> list[Outcome]:
    """Both: what needs one core at once (migrations, races, the sample office), then in turn."""
    with ThreadPoolExecutor() as pool:
        runs = {name: pool.submit(DATABASES[name], only) for name, only in ONCE.items()}
        try:
            for ended in as_completed(runs.values()):
                ended.result()
        except BaseException:
            BROKEN_OFF.set()
            for process in [*RUNNING]:
                process.terminate()
            raise
        return [one for run in runs.values() for one in run.result()]


def _sqlite(only: str) -> list[Outcome]:
    with tempfile.TemporaryDirectory(prefix="portal-test-") as folder:
        return _database("sqlite", f"sqlite:///{folder}/portal.sqlite3", folder, only)


def _postgres(only: str, kind: str = "postgres") -> list[Outcome]:
    with postgres.cluster() as url:
        return _database(kind, url, "portal", only)


DATABASES = {"sqlite": _sqlite, "postgres": _postgres, "look": partial(_postgres, kind="look")}


def _database(kind: str, url: str, template: str, only: str) -> list[Outcome]:
    """All passes on one database, of `only` these."""
    settings = os.environ | {"DATABASE_URL": url, "PORTAL_MODE": "local", "SECRET_KEY": "test" * 13}
    settings |= _migrate_once(kind, template, settings)
    outcomes = []
    with _office(settings) as office:
        for title, markers, how in PASSES[kind]:
            chosen = f"({markers}) and {only}" if only else markers
            alone = how is ALONE
            files = RACES if alone and not os.environ.get("ARGS") else []
            environ = settings | ({} if alone else office())
            with nullcontext() if alone else BOTH_CORES:
                outcomes.append(_pytest(title, ["-m", chosen, *how, *files], environ))
    return outcomes


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
        with _started(command, settings) as building:

            def made() -> dict[str, str]:
                if building.wait() != 0:
                    raise SystemExit("Không tạo được cơ quan mẫu để kiểm thử.")
                return {"TEST_OFFICE": folder}

            yield made


@contextmanager
def _started(
    command: list[str], settings: dict[str, str], **options: Any
) -> Iterator[subprocess.Popen[str]]:
    """A running program; gone at the end, also when the run is broken off."""
    with subprocess.Popen(command, cwd=ROOT, env=settings, text=True, **options) as process:
        RUNNING.add(process)
        try:
            if BROKEN_OFF.is_set():
                raise SystemExit("Đã dừng.")
            yield process
        finally:
            RUNNING.discard(process)
            process.terminate()


def _migrate_once(kind: str, template: str, settings: dict[str, str]) -> dict[str, str]:
    """Migrate the pass's own database; every worker then clones it (tests/conftest.py)."""
    command = [environment.PYTHON, "manage.py", "migrate", "--skip-checks", "-v", "0", "--no-input"]
    with _started(command, settings) as migrating:
        if migrating.wait() != 0:
            raise SystemExit("Không tạo được cơ sở dữ liệu để kiểm thử.")
    if kind != "sqlite":
        return {"TEST_TEMPLATE": template}
    folder = Path(template)
    return {
        "TEST_TEMPLATE": str(folder / "portal.sqlite3"),
        "TEST_SQLITE_NAME": str(folder / "test.sqlite3"),
    }


def _pytest(title: str, options: list[str], settings: dict[str, str]) -> Outcome:
    """Run pytest, passing on what it prints with the pass's title before each line."""
    command = [environment.PYTHON, "-m", "pytest", "--durations=20", "-p", "no:cacheprovider"]
    command += [*options, *shlex.split(os.environ.get("ARGS", ""))]
    closing = ""
    with _started(command, settings, stdout=subprocess.PIPE, encoding="utf-8") as run:
        for line in run.stdout:
            print(f"{title:{TITLE}} │ {line}", end="", flush=True)
            closing = line.strip() if CLOSING.match(line.strip()) else closing
        return Outcome(title, run.wait(), closing)


def _fail(message: str) -> int:
    print(message, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
