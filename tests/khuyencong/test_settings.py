"""Settings that must not be missing."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(("key", "starts"), [("", False), ("x" * 50, True)])
def test_nothing_starts_without_a_key(key: str, starts: bool) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", "import khuyencong.wsgi"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"SECRET_KEY": key, "PORTAL_MODE": "production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode == 0) is starts
    assert ("Chưa đặt SECRET_KEY" in answer.stderr) is not starts
