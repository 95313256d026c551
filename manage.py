#!/usr/bin/env python
"""Command line of the portal."""

import gc
import os
import sys

from django.core.management import execute_from_command_line

# Commands that offices and scripts may rely on by name, and that are still to come.
TO_COME = frozenset(
    {
        "backup",
        "export_all",
        "restore",
        "seal_history",
        "send_reminders",
        "verify_history",
    }
)


def main(arguments: list[str]) -> None:
    """Run the command; one that is still to come says so and ends with code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.settings")
    if len(arguments) > 1 and arguments[1] in TO_COME:
        print(f"Lệnh “{arguments[1]}” chưa có trong bản này.", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    # A command lives for minutes and makes objects that stay, migrating millions of them: to look
    # among them for circles as often as a server must would take a sixth of its time.
    gc.set_threshold(100_000, 50, 50)
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main(sys.argv)
