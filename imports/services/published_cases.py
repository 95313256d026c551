"""Stores published cases as projects with their money (tests/cases/README.md).

A second run of the same file writes nothing. What the office has changed since stays: a field is
updated only when the file says something else than at the last load and nobody has touched it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from imports.checks import Case
from imports.choices import SOURCE_OF_LEVEL, TRAINEE_INDICATORS
from imports.services.published_courses import set_course
from imports.services.published_parts import activity_of, add_beneficiaries, fit
from localities import selectors as localities
from localities.models import AdministrativeUnit
from programmes import workflow
from programmes.choices import DecisionKind, FundingSource, ProjectState
from programmes.models import (
    AnnualPlan,
    DecisionLine,
    Indicator,
    PlanDecision,
    ProjectIndicator,
    SupportProject,
)
from programmes.services import (
    add_decision_line,
    ensure_lines,
    ensure_plan,
    record_decision,
    record_published_state,
    save_decision,
    save_part,
    save_project,
)

REASON: Final = "nạp nguồn công bố"
NEEDED: Final = (
    Permission.USE_IMPORTS,
    Permission.EDIT_PROJECTS,
    Permission.EDIT_PLANS,
    Permission.RECORD_DECISIONS,
    Permission.RECORD_PUBLISHED,
    Permission.EDIT_FACILITIES,
    Permission.EDIT_COURSES,
)
# Facts of a row outside its key: they may change from one load to the next.
COMPARED: Final = ("activity_id", "stated_total_amount", "state_text", "source_url", "note")


@dataclass
class Outcome:
    """What a load did, in the shape that the command prints."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: list[dict[str, Any]] = field(default_factory=list)

    def skip(self, case: Case, reason: str) -> None:
        """Note why a record wasn't taken."""
        self.skipped.append({"row": case.number, "reason": reason})


def load_cases(cases: Iterable[Case], *, by: Any, dry_run: bool = False) -> Outcome:
    """Store the cases as ``by``, all or none; with ``dry_run`` only count what would happen.

    Raises PermissionDenied when ``by`` may not record published cases.
    """
    if not all(by.can(permission) for permission in NEEDED):
        raise PermissionDenied
    with transaction.atomic():
        loader = _Loader(by)
        for case in cases:
            loader.load(case)
        loader.record_decisions()
        if dry_run:
            transaction.set_rollback(True)
    return loader.outcome


class _Loader:
    """One load: remembers the keys it has seen and the decisions it has made."""

    def __init__(self, by: Any) -> None:
        self.by = by
        self.outcome = Outcome()
        self.seen: dict[str, Case] = {}
        self.open_decisions: dict[int, PlanDecision] = {}
        self.area: set[int] | None = None
        if not by.sees_everything:
            self.area = set(by.covered_units().values_list("unit_id", flat=True))

    def load(self, case: Case) -> None:
        """Take one record, or note why not."""
        if not case.project_name and not case.beneficiary:
            self.outcome.skip(case, _("không nêu tên đề án, cũng không nêu đơn vị thụ hưởng"))
            return
        province = localities.province_named(case.province, year=case.first_year)
        if province is None:
            self.outcome.skip(case, _("chưa xác định được tỉnh “%s”") % case.province)
            return
        place = localities.parse_place(case.place, province=case.province, year=case.first_year)
        unit = place.unit or province
        if self.area is not None and unit.pk not in self.area:
            self.outcome.skip(case, _("ngoài địa bàn của tài khoản"))
            return
        if self._is_repeated(case):
            return
        rows = SupportProject.objects.filter(published_key=case.key)
        found = rows.filter(deleted_at__isnull=True).first()
        if found:
            changed = self._update(found, case)
            self.outcome.updated += changed
            self.outcome.unchanged += not changed
        elif rows.exists():
            self.outcome.skip(case, _("đề án đã chuyển vào thùng rác"))
        else:
            self._create(case, province, unit, place.kept_text)
            self.outcome.created += 1

    def record_decisions(self) -> None:
        """Mark the new decisions "đã ghi nhận": from now on a changed amount is a new line."""
        for decision in self.open_decisions.values():
            record_decision(decision, by=self.by, reason=REASON)

    def _is_repeated(self, case: Case) -> bool:
        before = self.seen.setdefault(case.key, case)
        if before is case:
            return False
        if before.cells == case.cells:
            self.outcome.unchanged += 1
        else:
            self.outcome.skip(case, _("trùng khóa với dòng %s") % before.number)
        return True

    def _create(
        self, case: Case, province: AdministrativeUnit, unit: AdministrativeUnit, place: str
    ) -> None:
        plan = None
        if case.first_year is not None:
            plan = ensure_plan(
                province=province,
                year=case.first_year,
                level=case.level,
                by=self.by,
                reason=REASON,
            )
        project = SupportProject(
            name=_project_name(case),
            kind=case.kind,
            level=case.level,
            plan=plan,
            first_year=case.first_year,
            last_year=case.last_year,
            unit=unit,
            place_text=fit(place, SupportProject, "place_text"),
            published_key=case.key,
            **_facts(case),
        )
        save_project(project, by=self.by, reason=REASON)
        add_beneficiaries(project, case, by=self.by, reason=REASON)
        self._set_trainees(project, case)
        self._set_money(project, case, province)
        record_published_state(
            project,
            case.state,
            by=self.by,
            note=_page(case),
            state_text=project.state_text,
        )
        set_course(project, case, by=self.by, reason=REASON)

    def _update(self, project: SupportProject, case: Case) -> bool:
        """Bring a project to what the file says now; return whether anything changed."""
        changed = self._update_facts(project, case)
        changed |= self._set_trainees(project, case)
        changed |= self._set_money(project, case, _province_of(project, case))
        changed |= self._set_state(project, case)
        if project.state in ProjectState.TRACKED and not project.tracking_lines.exists():
            # loaded before there were lines
            changed |= bool(ensure_lines([project], by=self.by, reason=REASON))
        return set_course(project, case, by=self.by, reason=REASON) or changed

    def _update_facts(self, project: SupportProject, case: Case) -> bool:
        wanted = _facts(case)
        if all(getattr(project, name) == value for name, value in wanted.items()):
            return False
        loaded = project.history.filter(history_change_reason=REASON).latest()
        changes = {
            name: value
            for name, value in wanted.items()
            if value != getattr(loaded, name) and getattr(project, name) == getattr(loaded, name)
        }
        for name, value in changes.items():
            setattr(project, name, value)
        if changes:
            save_project(project, by=self.by, reason=REASON)
        return bool(changes)

    def _set_state(self, project: SupportProject, case: Case) -> bool:
        """Record a state that the page now states, unless the office has moved the project."""
        last = project.transitions.order_by("-at", "-pk").first()
        if last and last.origin != workflow.ORIGIN_PUBLISHED:
            return False
        if project.state == case.state:
            return False
        record_published_state(
            project, case.state, by=self.by, note=_page(case), state_text=project.state_text
        )
        return True

    def _set_trainees(self, project: SupportProject, case: Case) -> bool:
        code = TRAINEE_INDICATORS.get(case.activity_code.split(".")[0])
        indicator = Indicator.objects.filter(code=code).first() if code else None
        if case.trainees is None or indicator is None:
            return False
        row = ProjectIndicator.objects.filter(project=project, indicator=indicator).first()
        if row is None:
            row = ProjectIndicator(project=project, indicator=indicator)
        elif row.planned == case.trainees or _is_edited(row):
            return False
        row.planned = case.trainees
        save_part(row, by=self.by, reason=REASON)
        return True

    def _set_money(self, project: SupportProject, case: Case, province: AdministrativeUnit) -> bool:
        """Write the known amounts as lines; a changed amount is a correcting line.

        A blank is unknown and takes nothing back that was known.
        """
        amounts = {
            SOURCE_OF_LEVEL[case.level]: case.support,
            FundingSource.COUNTERPART: case.counterpart,
        }
        changed = False
        for source, amount in amounts.items():
            if amount is None or _has_own_decision(project, source):
                continue
            lines = list(_published_lines(project, source))
            loaded = [line.amount for line in lines if not _is_edited(line)]
            if loaded and sum(loaded) == amount:
                continue
            held = [line.amount for line in lines]
            if held and sum(held) == amount:
                continue
            line = DecisionLine(
                decision=self._decision(project, case, province),
                project=project,
                allocation=_only_allocation(project),
                source=source,
                amount=amount - sum(held),
                note=fit(case.source_url, DecisionLine, "note"),
            )
            add_decision_line(line, by=self.by, reason=REASON)
            changed = True
        return changed

    def _decision(
        self, project: SupportProject, case: Case, province: AdministrativeUnit
    ) -> PlanDecision:
        """The one decision PUBLISHED of this province of its time, year and level."""
        plan: AnnualPlan | None = project.plan
        found = (
            PlanDecision.objects.alive()
            .filter(kind=DecisionKind.PUBLISHED, plan=plan, province=province, level=case.level)
            .first()
        )
        if found is None:
            found = PlanDecision(
                plan=plan,
                province=province,
                level=case.level,
                kind=DecisionKind.PUBLISHED,
                title=_("Kinh phí ghi nhận từ nguồn công bố"),
                source_url=_url(case),
            )
            save_decision(found, by=self.by, reason=REASON)
        if not found.is_recorded:
            self.open_decisions[found.pk] = found
        return found


def _published_lines(project: SupportProject, source: str) -> Iterable[DecisionLine]:
    return project.decision_lines.filter(
        source=source,
        decision__kind=DecisionKind.PUBLISHED,
        decision__deleted_at__isnull=True,
    ).order_by("pk")


def _has_own_decision(project: SupportProject, source: str) -> bool:
    """Whether the office has entered the real decision: then the page's figure adds nothing."""
    lines = DecisionLine.objects.counted().filter(project=project, source=source)
    return lines.exclude(decision__kind=DecisionKind.PUBLISHED).exists()


def _is_edited(row: Any) -> bool:
    """Whether somebody else than a load wrote a row, or changed it since."""
    return bool(row.history.exclude(history_change_reason=REASON).exists())


def _only_allocation(project: SupportProject) -> Any:
    """The beneficiary that the money is for; with several the shares aren't known."""
    allocations = list(project.allocations.order_by("pk")[:2])
    return allocations[0] if len(allocations) == 1 else None


def _province_of(project: SupportProject, case: Case) -> AdministrativeUnit:
    if project.plan:
        return project.plan.province
    found = localities.province_named(case.province, year=case.first_year)
    return found or project.unit.province or project.unit


def _facts(case: Case) -> dict[str, Any]:
    activity = activity_of(case)
    return {
        "activity_id": activity.pk if activity else None,
        "stated_total_amount": case.total,
        "state_text": fit(case.state_text, SupportProject, "state_text"),
        "source_url": _url(case),
        "note": fit(_note(case), SupportProject, "note"),
    }


def _project_name(case: Case) -> str:
    name = case.project_name or _("Đề án chưa rõ tên (%s)") % case.beneficiary
    return fit(name, SupportProject, "name")


def _note(case: Case) -> str:
    """What the page says beside the columns, and the words of cells that couldn't be read."""
    parts = [case.note]
    parts += [_("Nguồn ghi %(what)s: %(text)s.") % {"what": w, "text": t} for w, t in case.unread]
    if case.trainees is not None and case.activity_code.split(".")[0] not in TRAINEE_INDICATORS:
        parts.append(_("Nguồn ghi số học viên: %s.") % case.trainees)
    if case.source_url and not _url(case):
        parts.append(_("Nguồn: %s.") % case.source_url)
    limit = SupportProject._meta.get_field("name").max_length
    if limit and len(case.project_name) > limit:
        parts.append(_("Tên đầy đủ: %s") % case.project_name)
    return "\n".join(part for part in parts if part)


def _page(case: Case) -> str:
    return case.source_url or _("Nguồn công bố không ghi địa chỉ trang")


def _url(case: Case) -> str:
    """The page's address if it is one that a browser can open."""
    limit = SupportProject._meta.get_field("source_url").max_length or 0
    try:
        URLValidator(schemes=["http", "https"])(case.source_url)
    except ValidationError:
        return ""
    return case.source_url if len(case.source_url) <= limit else ""
