"""`make check`: what can be judged without running the portal; all of it, then the verdict.

The arguments are the files whose types are judged.
"""

import os
import secrets
import subprocess
import sys
import time

import environment

ROOT = environment.ROOT
BIN = environment.VENV / "bin"
LOCAL = {"PORTAL_MODE": "local", "SECRET_KEY": "check" * 10, "DATABASE_URL": "sqlite:///:memory:"}
PRODUCTION = {
    "PORTAL_MODE": "production",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "khuyencong.example.vn",
    "DATABASE_URL": "sqlite:///:memory:",
}
Step = tuple[str, list[str], dict[str, str]]


def main() -> int:
    """Run every step; 1 when any of them found something."""
    failed = [step[0] for step in _steps() if not _passes(*step)]
    if failed:
        print(f"\nChưa đạt: {', '.join(failed)}", file=sys.stderr)
        return 1
    print("\nĐạt tất cả các bước kiểm tra.")
    return 0


def _steps() -> list[Step]:
    manage = [str(BIN / "python"), "manage.py"]
    templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    steps: list[Step] = [
        ("ruff check", [str(BIN / "ruff"), "check", "."], {}),
        ("ruff format", [str(BIN / "ruff"), "format", "--check", "."], {}),
        ("import-linter", [str(BIN / "lint-imports"), "--no-cache"], {}),
    ]
    if heart := sys.argv[1:]:
        steps.append(("mypy", [str(BIN / "mypy"), *heart], LOCAL))
    if templates:
        djade = [str(BIN / "djade"), "--target-version", "5.2", "--check", *templates]
        steps += [
            ("djlint", [str(BIN / "djlint"), "--lint", "--quiet", "templates"], {}),
            ("djade", djade, {}),
        ]
    deploy = ["check", "--deploy", "--fail-level", "WARNING"]
    return [
        *steps,
        ("makemigrations", [*manage, "makemigrations", "--check", "--dry-run"], LOCAL),
        ("check --deploy", [*manage, *deploy], PRODUCTION),
    ]


def _passes(title: str, command: list[str], settings: dict[str, str]) -> bool:
    """Run one step; what it says is printed only when it finds something."""
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    verdict = "đạt" if done.returncode == 0 else "CHƯA ĐẠT"
    print(f"{title:<16} {verdict} ({time.monotonic() - started:.1f} giây)", flush=True)
    if done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
