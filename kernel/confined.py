"""Runs our code on somebody else's file in a process that can compute and answer, nothing else.

The parent calls `run`. The child is a module with a `main` that imports everything it needs and
then calls `enter`: from there on it has little memory and little time, and can open no file, no
connection and no process any more. Standard library only: both sides import this module.
"""

import codecs
import json
import os
import resource
import selectors
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Any, cast

MEGABYTE = 1024 * 1024
MEMORY = 512 * MEGABYTE
SECONDS = 20
WALL_SECONDS = 25.0
LARGEST_ANSWER = 48 * MEGABYTE
PIECE = 64 * 1024
# Encodings are modules that Python loads when they are first asked for.
ENCODINGS = ("ascii", "latin-1", "utf-8", "utf-8-sig", "utf-16", "cp437", "cp1258")
ROOT = Path(__file__).resolve().parents[1]
# Isolated mode leaves the project out of the path; it is added last, so that it hides nothing.
START = "import sys; sys.path.append({root!r}); from {module} import main; main()"


class OverrunError(Exception):
    """The child did not finish within its limits, or answered more than it may."""


def run(module: str, request: Any, data: bytes) -> bytes:
    """Return all that `module`'s `main` answers to a request (plain JSON) about `data`.

    Raises OverrunError. An answer that breaks off is returned as it is: the caller must be able
    to tell a whole one.
    """
    # A file rather than a pipe: the parent need not feed the child while it reads its answer. It
    # has no name, so nothing stays behind.
    with tempfile.TemporaryFile() as asked:
        asked.write(json.dumps(request).encode() + b"\n")
        asked.write(data)
        asked.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-I", "-c", START.format(root=str(ROOT), module=module)],
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            close_fds=True,
        )
    with child:
        try:
            return _collected(cast("IO[bytes]", child.stdout))
        finally:
            child.kill()


def _collected(pipe: IO[bytes]) -> bytes:
    """All the child writes, within the wall clock and the size cap."""
    deadline = time.monotonic() + WALL_SECONDS
    answer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise OverrunError
            piece = os.read(pipe.fileno(), PIECE)
            if not piece:
                return bytes(answer)
            answer += piece
            if len(answer) > LARGEST_ANSWER:
                raise OverrunError


# --- in the child ---------------------------------------------------------------------------------


def enter() -> tuple[Any, bytes]:
    """Bind this process before it looks at the file; return the request and the file.

    The limits can't be raised again. Without a free descriptor nothing can be opened: no file,
    no socket, no pipe; what is open already (standard input and output) stays so.
    """
    for name in ENCODINGS:
        codecs.lookup(name)
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    request, _line_end, data = sys.stdin.buffer.read().partition(b"\n")
    return json.loads(request), data
