"""Looks into a template, or fills one, in a confined process that `running` starts.

Its request: ``kind`` ("docx", "xlsx") and, to fill it, ``values``. It answers with one line of JSON
and, after it, the filled file. A hostile template can take down this process only.
"""

import json
import sys
from itertools import islice
from typing import Any

from kernel import confined
from reports.templates import excel, word
from reports.templates.markers import MANY
from reports.templates.package import Package
from reports.templates.refusal import Code, TemplateRefused, refusal
from reports.templates.values import values_of

KINDS: dict[str, Any] = {"docx": word, "xlsx": excel}


def answer(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what is found in the template, or it filled, or why it is refused."""
    try:
        module, package = KINDS[request["kind"]], Package(data)
        package.check()
        module.check(package)
        found = list(islice(module.found(package), MANY + 1))
        if len(found) > MANY:
            raise refusal(Code.HEAVY)
        if "values" not in request:
            return {"found": [[one.name, one.written, one.place] for one in found]}, b""
        module.fill(package, values_of(request["values"]))
        filled = package.data()
        return {"filled": len(filled)}, filled
    except TemplateRefused as refused:
        return {"refused": refused.code, "message": refused.message}, b""
    except MemoryError:
        code = Code.HEAVY
    except BaseException:
        code = Code.DAMAGED  # whatever else goes wrong here, the file is at fault
    return {"refused": code, "message": refusal(code).message}, b""


def main() -> None:
    """Bind this process, then answer the request."""
    head, body = answer(*confined.enter())
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
