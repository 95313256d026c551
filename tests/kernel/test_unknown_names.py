"""The suite's own guard: a name that no context holds fails in a template of ours."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Origin, Template, engines


def drawn(source: str, name: Path) -> str:
    """What a template of this file prints without any name."""
    template = Template(source, origin=Origin(str(name)), engine=engines["django"].engine)
    return template.render(Context())


OURS = settings.BASE_DIR / "templates" / "x.html"


@pytest.mark.parametrize("source", ["{{ missing }}", "{{ missing|upper }}", "{{ missing.name }}"])
def test_an_unknown_name_fails(source: str) -> None:
    with pytest.raises(AssertionError, match="unknown name missing"):
        drawn(source, OURS)


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ('{{ missing|default:"md" }}', "md"),
        ('{{ missing|default_if_none:"md" }}', ""),
        ("{% if missing %}a{% else %}b{% endif %}", "b"),
    ],
)
def test_where_it_may_be_missing_it_prints_what_production_prints(
    source: str, printed: str
) -> None:
    assert drawn(source, OURS) == printed


def test_the_packages_may_leave_names_out() -> None:
    assert drawn("a{{ missing|upper }}b", Path("/lib/site-packages/x.html")) == "ab"
