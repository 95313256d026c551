# ruff: noqa: INP001, T201 - run as a file: python locale/missing.py
"""Lists every string of Django and of our packages that has no Vietnamese yet.

The strings are read from the installed source code itself (Python, templates, JavaScript), because
the catalogues that packages ship are often older than their code. A string counts as translated
when the project's ``locale/vi`` holds a text for it, or when the package's own ``vi`` catalogue
holds one that is not just the English again (Django's has several such).

    python locale/missing.py            prints what is missing, exit code 1 if anything is
    python locale/missing.py --po       the same as entries to paste into a .po file

After a change of a .po file: ``msgfmt --check -o django.mo django.po`` in its folder.
"""

from __future__ import annotations

import ast
import gettext
import re
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import django.conf
from django.utils.translation.template import templatize

HERE = Path(__file__).resolve().parent
# Packages whose words an office can meet. humanize, gis, sites ... are not installed.
PACKAGES = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "import_export",
    "simple_history",
    "axes",
    "csp",
)
# How many leading string arguments each function takes: (context?, plural?)
FUNCTIONS = {
    "gettext": (False, False),
    "gettext_lazy": (False, False),
    "gettext_noop": (False, False),
    "ngettext": (False, True),
    "ngettext_lazy": (False, True),
    "pgettext": (True, False),
    "pgettext_lazy": (True, False),
    "npgettext": (True, True),
    "npgettext_lazy": (True, True),
}
# Put together from words at run time, so no literal to find: import_export/admin.py.
COMPUTED = tuple(f"{kind} through import_export" for kind in ("new", "update", "delete"))
CALL = re.compile(r"(?<![\w.])(n?p?gettext)(?:_noop)?\(")
LETTERS = re.compile(r"[A-Za-z]{2}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sdr%]|\{\w*\}")


@dataclass(frozen=True, order=True)
class Message:
    """One string to translate; ``context`` and ``plural`` are empty when the call has none."""

    text: str
    context: str = ""
    plural: str = ""

    @property
    def key(self) -> str:
        """The key under which a compiled catalogue holds it (context, EOT, text)."""
        return f"{self.context}\x04{self.text}" if self.context else self.text


def _message(name: str, args: list[ast.expr]) -> Message | None:
    """The message of a call, or None when its arguments are not literal strings."""
    has_context, has_plural = FUNCTIONS[name]
    needed = 1 + has_context + has_plural
    texts = [a.value for a in args[:needed] if isinstance(a, ast.Constant)]
    if len(texts) < needed or not all(isinstance(t, str) for t in texts):
        return None
    context = texts.pop(0) if has_context else ""
    return Message(texts[0], context, texts[1] if has_plural else "")


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Names in a module that stand for a gettext function: ``_`` -> ``gettext_lazy``."""
    names = {name: name for name in FUNCTIONS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for item in node.names:
                if item.name in FUNCTIONS:
                    names[item.asname or item.name] = item.name
    return names


def _in_python(path: Path) -> set[Message]:
    source = path.read_text(encoding="utf-8")
    if "gettext" not in source:  # most files: what calls it, also by another name, says so
        return set()
    tree = ast.parse(source)
    names = _aliases(tree)
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        name = names.get(called) if isinstance(node.func, ast.Name) else called
        if name in FUNCTIONS and (message := _message(name, node.args)):
            found.add(message)
    return found


def _in_calls(source: str) -> set[Message]:
    """Messages of ``gettext(...)`` calls in text that is not Python as a whole."""
    found = set()
    for match in CALL.finditer(source):
        for end in (i for i in range(match.end(), len(source)) if source[i] == ")"):
            try:
                call = ast.parse(source[match.start() : end + 1], mode="eval").body
            except SyntaxError:
                continue
            if isinstance(call, ast.Call) and (message := _message(match[1], call.args)):
                found.add(message)
            break
    return found


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(package)
    return Path(spec.origin).parent


def _core_files(suffix: str) -> list[Path]:
    """Files of Django itself: without its contrib apps, which are packages of their own."""
    root = Path(django.__file__).parent
    return [p for p in sorted(root.rglob(suffix)) if "contrib" not in p.relative_to(root).parts]


def messages(domain: str = "django") -> set[Message]:
    """All strings to translate of Django and the packages; domain ``django`` or ``djangojs``."""
    found: set[Message] = set()
    if domain == "djangojs":
        for package in PACKAGES:
            for path in sorted(_folder(package).rglob("*.js")):
                if "vendor" not in path.parts:
                    found |= _in_calls(path.read_text(encoding="utf-8"))
        return found
    python, pages = _core_files("*.py"), _core_files("*.html")
    for package in PACKAGES:
        folder = _folder(package)
        python += [p for p in sorted(folder.rglob("*.py")) if "tests" not in p.parts]
        pages += [p for s in ("*.html", "*.txt") for p in sorted(folder.rglob(s))]
    for path in python:
        found |= _in_python(path)
    for path in pages:
        found |= _in_calls(templatize(path.read_text(encoding="utf-8"), origin=str(path)))
    return found | {Message(text) for text in COMPUTED}


def _catalogue(root: Path, domain: str) -> dict[str, str]:
    """Key -> text of the compiled Vietnamese catalogue under a locale folder; {} without one."""
    path = root / "vi/LC_MESSAGES" / f"{domain}.mo"
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        entries = gettext.GNUTranslations(stream)._catalog
    return {k[0] if isinstance(k, tuple) else k: text for k, text in entries.items() if text}


def translated(domain: str = "django") -> set[str]:
    """Keys that have a Vietnamese text, in a package's own catalogue or in the project's."""
    done = set(_catalogue(HERE, domain))
    folders = [_folder(package) for package in PACKAGES] + [Path(django.conf.__file__).parent]
    for folder in folders:
        theirs = _catalogue(folder / "locale", domain)
        done |= {key for key, text in theirs.items() if text != key.split("\x04")[-1]}
    return done


def missing(domain: str = "django") -> list[Message]:
    """Strings without Vietnamese, sorted; those without a word (only placeholders) excepted."""
    done = translated(domain)
    return sorted(
        m for m in messages(domain)
        if m.key not in done and LETTERS.search(PLACEHOLDER.sub("", m.text))
    )  # fmt: skip


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def as_po(message: Message) -> str:
    """An entry for a .po file with an empty translation."""
    lines = [f"msgctxt {_quoted(message.context)}"] if message.context else []
    lines.append(f"msgid {_quoted(message.text)}")
    if message.plural:
        lines += [f"msgid_plural {_quoted(message.plural)}", 'msgstr[0] ""']
    else:
        lines.append('msgstr ""')
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Prints what is missing of both domains; 1 if anything is."""
    total = 0
    for domain in ("django", "djangojs"):
        for message in missing(domain):
            total += 1
            print(as_po(message) + "\n" if "--po" in arguments else f"{domain}: {message}")
    print(f"{total} chuỗi chưa có tiếng Việt", file=sys.stderr)
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
