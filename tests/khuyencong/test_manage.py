"""The command line: names that scripts may rely on answer, also before their work has landed."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import get_commands

from manage import TO_COME

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("name", sorted(TO_COME))
def test_a_command_still_to_come_says_so_and_ends_with_2(name: str) -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), name, "x"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr == f"Lệnh “{name}” chưa có trong bản này.\n"


def test_a_command_that_landed_is_not_among_them() -> None:
    assert not TO_COME & get_commands().keys()
