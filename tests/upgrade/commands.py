"""Commands of the portal one after the other in one process: python -m tests.upgrade.commands JSON

The argument is a list of commands, each a list of words; printed is the list of what each printed.
"""

import gc
import io
import json
import sys
from contextlib import redirect_stdout

import django
from django.core.management import call_command


def run(words: list[str]) -> str:
    """What one command prints."""
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with redirect_stdout(printed):
        call_command(*words)
    return printed.buffer.getvalue().decode()


if __name__ == "__main__":
    gc.disable()  # a short life: a quarter of it went into looking for circles of objects
    django.setup()
    json.dump([run(words) for words in json.loads(sys.argv[1])], sys.stdout)
