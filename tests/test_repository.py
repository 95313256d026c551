"""The habits of the house over every file: one rule, one test, an empty list of offenders."""

import ast
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.template import engines

ROOT = Path(settings.BASE_DIR)
GENERATED = {
    ".git",
    ".venv",
    ".hypothesis",
    "var",
    "node_modules",
    "vendor",
    "__pycache__",
    "migrations",
}
FILE_LIMIT = 400
FUNCTION_LIMIT = 40

# Named exceptions, each with its reason. An entry that is no longer needed fails the test too.
LONG_FILES: dict[str, str] = {
    "kernel/money.py": "reading, writing and the fields of one thing",
    "programmes/resources.py": "one sheet with its twenty columns",
    "tests/beneficiaries/test_views.py": "every answer of one set of pages",
    "tests/kernel/test_money.py": "a sentence for each way to write money wrongly",
    "tests/kernel/test_workflow.py": "every refusal of one function",
    "tests/programmes/test_decision_services.py": "every refusal of decisions",
    "tests/programmes/test_resources.py": "every column of one sheet",
    "tests/programmes/test_views.py": "every answer of one set of pages",
}
LONG_FUNCTIONS: dict[str, str] = {
    "kernel/lists.py::build": "one list from request to page, in order",
    "kernel/workflow.py::perform": "the one door of state, with its order of effects",
    "tests/factories/localities.py::thai_binh_units": "a table of units",
    "tests/kernel/test_workflow.py::house": "three models of one throw-away app",
    "tests/programmes/test_resources.py::test_a_preview_stores_nothing_and_an_import_everything": (
        "one row followed through every record it becomes"
    ),
    "tests/programmes/test_views.py::test_a_project_with_its_beneficiaries_and_money": (
        "one form followed through every record it becomes"
    ),
    "tests/upgrade/filling.py::_fill_plan_of_2026": "a table of projects",
}
TRUSTED_HTML: dict[str, str] = {
    "tests/test_repository.py": "names the words it looks for",
    "reports/rendering/html.py": "joins what its own functions rendered and escaped",
}
NAMED_AT_RUN_TIME: dict[str, str] = {}

pytestmark = pytest.mark.pure


def files(*suffixes: str) -> Iterator[Path]:
    """Files that people write, in a steady order."""
    yield from (path for path in all_files() if path.suffix in suffixes)


@cache
def all_files() -> tuple[Path, ...]:
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [one for one in folders if one not in GENERATED and not one.endswith("_cache")]
        # In a second working tree of a clone .git is a file, which names its place.
        found += [Path(folder) / one for one in names if one != ".git"]
    return tuple(sorted(found))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def nothing(offenders: Iterable[object]) -> None:
    """Fails with all offenders, one a line."""
    lines = [str(offender) for offender in offenders]
    assert not lines, "\n" + "\n".join(lines)


def own_apps() -> list[str]:
    return [path.parent.name for path in sorted(ROOT.glob("*/__init__.py"))]


def own_models() -> list[type[models.Model]]:
    return [
        model
        for app in own_apps()
        if apps.is_installed(app)
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    ]


def matches(pattern: str, *suffixes: str, allowed: dict[str, str] | None = None) -> list[str]:
    """`file:line: text` of every line that matches, outside the allowed files."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return [
        f"{name(path)}:{number}: {line.strip()[:100]}"
        for path in files(*suffixes)
        if name(path) not in (allowed or {})
        for number, line in enumerate(text(path).splitlines(), 1)
        if compiled.search(line)
    ]


# --- size and shape ------------------------------------------------------------------------------


def test_files_fit_on_a_few_screens() -> None:
    lengths = {name(path): text(path).count("\n") for path in files(".py")}
    long = {path for path, length in lengths.items() if length > FILE_LIMIT}
    nothing(sorted(long ^ set(LONG_FILES)))


def test_functions_fit_on_one_screen() -> None:
    long = {
        f"{name(path)}::{node.name}"
        for path in files(".py")
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LIMIT
    }
    nothing(sorted(long ^ set(LONG_FUNCTIONS)))


def test_no_room_without_a_subject() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base"}
    nothing([name(path) for path in files(".py") if path.stem in vague])


def test_import_contracts_name_every_app() -> None:
    linter = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]
    assert sorted(linter["root_packages"]) == own_apps()


def test_nothing_dodges_the_staircase() -> None:
    dodges = r"apps\.get_model\(|@receiver|(pre|post)_(save|delete|init)\.connect\(|m2m_changed"
    allowed = {"tests/test_repository.py": "names the words it looks for"}
    nothing(matches(dodges, ".py", allowed=allowed))


def test_forms_and_resources_name_their_fields() -> None:
    allowed = {"tests/test_repository.py": "names the words it looks for"}
    nothing(matches(r"fields\s*=\s*[\"']__all__", ".py", allowed=allowed))


# --- words ---------------------------------------------------------------------------------------


def starts_lower(label: str) -> bool:
    """Lower case, or a first word that is an acronym (CNNT, UBND) or a number."""
    words = label.split()
    return bool(words) and (words[0][:1].islower() or not words[0].isalpha() or words[0].isupper())


def test_labels_are_lower_case() -> None:
    labels = [
        (f"{model._meta.label}.{getattr(owner, 'name', 'Meta')}", str(label))
        for model in own_models()
        for owner, label in [
            (model, model._meta.verbose_name),
            *((field, field.verbose_name) for field in own_fields(model)),
        ]
    ]
    nothing([pair for pair in labels if not starts_lower(pair[1])])


def test_labels_are_written_not_derived() -> None:
    """A label that Django derives from the identifier is an English word a user meets."""
    derived = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in own_fields(model)
        if field.editable and str(field.verbose_name) == field.name.replace("_", " ")
    ]
    nothing(derived)


def test_every_model_says_what_it_is() -> None:
    silent = [
        model._meta.label
        for model in own_models()
        if not model.__doc__ or model.__doc__.startswith(f"{model.__name__}(")
    ]
    nothing(silent)


def own_fields(model: type[models.Model]) -> list[models.Field]:
    inherited = {"id", "password", "last_login", "history"}
    return [
        field
        for field in model._meta.local_fields + model._meta.local_many_to_many
        if field.name not in inherited and not field.name.endswith("_ptr")
    ]


def test_no_place_of_one_machine() -> None:
    machine = ["/wo" + "rk/", "/ro" + "ot/", "/home/[a-z]+/", "/Us" + "ers/"]
    hosts = [r"py" + r"pi\.org", r"python" + r"hosted\.org", r"registry\." + r"npmjs"]
    suffixes = (".py", ".html", ".md", ".toml", ".txt", ".json", ".css", ".js", ".csv", ".yaml", "")
    nothing(matches("|".join(machine + hosts), *suffixes))


def test_no_repeat_that_debian_12_reads_wrong() -> None:
    """A possessive repeat of a group finds too little before Python 3.11.5; of a class, all."""
    possessive = r"\)[*+?]\+"
    assert matches(possessive, ".py") == []
    assert re.search(possessive, ")*" + "+")


# --- templates -----------------------------------------------------------------------------------


def test_pages_obey_the_content_security_policy() -> None:
    inline = r"\sstyle=|<style\b|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\ssrc=)[^>]*>"
    served = [line for line in matches(inline, ".html") if not line.startswith("templates/print/")]
    nothing(served)


def test_nothing_escapes_escaping() -> None:
    unescaped = r"\|\s*safe\b|\|\s*safeseq\b|autoescape off|mark_safe\(|SafeString\((?!\"\"\))"
    nothing(matches(unescaped, ".html", ".py", allowed=TRUSTED_HTML))


def test_every_template_is_used() -> None:
    written = {path.relative_to(ROOT / "templates").as_posix() for path in template_files()}
    quoted = re.compile(r"[\"']([\w./-]+\.(?:html|txt|svg|css))[\"']")
    used = {
        found
        for path in files(".py", ".html", ".txt", ".svg")
        for found in quoted.findall(text(path))
    }
    unused = {item for item in written - used if not overrides_a_package(item)}
    nothing(sorted(unused ^ set(NAMED_AT_RUN_TIME)))


def template_files() -> Iterator[Path]:
    yield from (path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file())


def overrides_a_package(template: str) -> bool:
    """Whether a library asks for this name, so that nothing of ours has to."""
    if "/" not in template or template.startswith("admin/"):
        return bool(re.fullmatch(r"\d{3}\.html|admin/.+", template))
    if template.startswith("errors/"):
        return True  # one page for each status code, chosen by its number
    loaders = engines["django"].engine.template_loaders[0].loaders[1:]
    return any(
        Path(source.name).is_file()
        for loader in loaders
        for source in loader.get_template_sources(template)
    )
