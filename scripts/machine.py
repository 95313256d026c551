"""What the portal needs from the system: found by trying it, installed by apt when root."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

APT_OPTIONS = ["-q", "-y", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]


@dataclass(frozen=True)
class Need:
    """One thing asked of the machine: the packages that bring it, how to see that it is there."""

    packages: tuple[str, ...]
    present: Callable[[], bool]


def _module(name: str) -> Callable[[], bool]:
    # Asked of a new process: a package installed a moment ago is not seen by this one.
    return lambda: _quiet([sys.executable, "-c", f"import {name}"])


def _library(name: str) -> Callable[[], bool]:
    def loads() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return loads


def _command(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _postgres() -> bool:
    return bool(shutil.which("initdb")) or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


VENV = Need(("python3-venv",), _module("ensurepip"))
PDF_LIBRARIES = (
    Need(("libpango-1.0-0",), _library("libpango-1.0.so.0")),
    Need(("libpangoft2-1.0-0",), _library("libpangoft2-1.0.so.0")),
    Need(("libharfbuzz-subset0",), _library("libharfbuzz-subset.so.0")),
)
POSTGRES = Need(("postgresql",), _postgres)
# Best first: the one that can't open a window needs a third less of the processor.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
WINDOWLESS = Need(BROWSERS[:1], _command(*BROWSERS[:1]))
BROWSER = (
    Need(("chromium",), _command(*BROWSERS)),
    Need(("libatomic1",), _library("libatomic.so.1")),  # what drives it asks for this
    Need(("fonts-dejavu-core",), lambda: Path("/usr/share/fonts/truetype/dejavu").is_dir()),
)
PAGES = Need(("poppler-utils",), _command("pdftoppm"))


def is_root() -> bool:
    """Whether packages may be installed at all."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def missing(needs: Iterable[Need]) -> list[str]:
    """Names of the packages whose thing is not there."""
    return [package for need in needs if not need.present() for package in need.packages]


def provide(needs: Iterable[Need]) -> bool:
    """Install what is missing when root, else say which command would. True when all is there."""
    problem = install(needs)
    if problem:
        print(problem, file=sys.stderr, flush=True)
    return not problem


def provide_browser() -> bool:
    """Have a browser for journeys and pictures, the windowless one where apt knows it."""
    if is_root() and missing([WINDOWLESS]) and _quiet(["apt-cache", "show", *WINDOWLESS.packages]):
        install([WINDOWLESS])  # where it fails, any other will do
    return provide(BROWSER)


def browser() -> str | None:
    """The program of the best browser that is there."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def install(needs: Iterable[Need]) -> str:
    """Install what is missing when root; one Vietnamese line when it can't be had, else empty."""
    needs = tuple(needs)
    packages = missing(needs)
    if not packages:
        return ""
    command = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if not is_root() or not shutil.which("apt-get"):
        return f"Thiếu phần mềm hệ thống; hãy chạy: sudo {command}"
    print(f"Đang cài gói hệ thống: {' '.join(packages)}", flush=True)
    if "postgresql" in packages:
        _no_main_cluster()
    if not _apt_install(packages) or missing(needs):
        return f"Không cài được gói hệ thống; hãy thử: {command}"
    return ""


def _apt_install(packages: list[str]) -> bool:
    install = ["apt-get", "install", *APT_OPTIONS, "--no-install-recommends", *packages]
    # A machine with fresh lists needs no update; one without them fails at once and then gets it.
    return any(
        all(_quiet(command) for command in commands)
        for commands in ([install], [["apt-get", "update", *APT_OPTIONS], install])
    )


def _quiet(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(command, env=environment, **silent).returncode == 0


def _no_main_cluster() -> None:
    """Installing PostgreSQL must not start a server of its own: tests bring their cluster."""
    folder = Path("/etc/postgresql-common/createcluster.d")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "portal.conf").write_text("create_main_cluster = false\n", encoding="utf-8")
