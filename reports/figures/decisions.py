"""A decision of the plan: its projects as the annual plan has them, with what its lines say."""

from datetime import date
from typing import Any

from django.utils import timezone

from programmes.choices import DecisionKind
from programmes.models import DecisionLine, PlanDecision, SupportProject
from programmes.money import ProjectMoney
from reports import selectors
from reports.choices import Shape
from reports.figures import projects as loading
from reports.figures.plans import KINDS, SLUG, rows_of
from reports.figures.shapes import Figures

# These say all of a project's money; the others only what becomes different.
WHOLE = {DecisionKind.APPROVAL, DecisionKind.PUBLISHED}


def decided(decision: PlanDecision, user: Any) -> Figures:
    """Compute what a decision says of the projects that ``user`` sees."""
    day = decision.signed_on or timezone.localdate()
    year = decision.plan.year if decision.plan else day.year
    layout = selectors.layout_on(SLUG, date(year, 12, 31))
    lines = DecisionLine.objects.visible_to(user).filter(decision=decision)
    visible = SupportProject.objects.visible_to(user)
    projects = loading.ready(visible.filter(pk__in=lines.values("project_id")))
    money = loading.money_of(projects, year, lines)
    if decision.kind not in WHOLE:
        money = {key: _change(one) for key, one in money.items()}
    return Figures(
        slug=SLUG,
        title=str(decision),
        form_code="",
        period=str(year),
        unit=None,
        level=decision.level,
        shape=Shape.MAIN,
        filters={"year": year, "office": str(user.organisation) if user.is_local else None},
        generated_at=timezone.now().replace(microsecond=0),
        columns=selectors.columns_of(layout, KINDS),
        rows=rows_of(projects, money, day),
        layout=layout,
    )


def _change(money: ProjectMoney) -> ProjectMoney:
    """Read lines as changes: a source without one stays as it was, and nothing is unknown."""
    parts = (money[key] for key in ("support", "counterpart", "other"))
    known = [amount for amount in parts if amount is not None]
    return ProjectMoney({**money.values, "total": sum(known) if known else None}, frozenset())
