"""A confined child that tries what it must not be able to do, and says how each attempt ended."""

import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from kernel import confined

ATTEMPTS: dict[str, Callable[[], Any]] = {
    "reads a file": lambda: open("/etc/passwd").read(),  # noqa: PTH123, SIM115
    "reads its own code": lambda: open(__file__).read(),  # noqa: PTH123, SIM115
    "writes a file": lambda: open("/tmp/prying", "w"),  # noqa: PTH123, S108, SIM115
    "opens a connection": lambda: socket.create_connection(("127.0.0.1", 9), 1),
    "asks for a name": lambda: socket.getaddrinfo("example.vn", 80),
    "starts a program": lambda: subprocess.run(["/bin/true"], check=True),
    "starts a shell": lambda: 1 / (os.system("true") == 0),  # noqa: S605
    "takes more memory": lambda: bytearray(600 * 1024 * 1024),
    "loads a module": lambda: __import__("sqlite3"),
    "computes": lambda: sum(range(1000)),
}


def main() -> None:
    """Try everything, with the name of the error or "done" for each."""
    request, data = confined.enter()
    if request == "forever":
        while True:
            sum(range(1000))
    found = {}
    for name, attempt in ATTEMPTS.items():
        try:
            attempt()
            found[name] = "done"
        except BaseException as error:
            found[name] = type(error).__name__
    found["environment"] = sorted(set(os.environ) - {"LC_CTYPE"})  # set by Python itself
    found["django"] = "django" in sys.modules
    found["seconds"] = resource.getrlimit(resource.RLIMIT_CPU)[1]
    found["data"] = data.decode()
    print(json.dumps(found))  # noqa: T201
