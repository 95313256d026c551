"""Each record of the admin is added, changed and deleted through its page: history names who.

Exceptions by name: the log of transitions, which nobody writes, and a recorded decision, which only
takes new lines.
"""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse

from accounts.models import Contact, OfficeProfile, Organisation, User
from beneficiaries.models import IndustryCode, RuralIndustrialFacility
from kernel.admin import CHANNEL
from localities.models import AdministrativeUnit, UnitSuccession
from programmes.choices import DecisionState
from programmes.models import (
    ActivityType,
    AnnualPlan,
    Balance,
    BudgetLine,
    Indicator,
    LedgerEntry,
    LegalDocument,
    PlanDecision,
    Programme,
    ProjectIndicator,
    ProjectStatement,
    ProjectTransition,
    SupportNorm,
    SupportProject,
    TrackingLine,
)
from progress.models import (
    PeriodSubmission,
    PeriodTransition,
    ReportingPeriod,
    SubmissionTransition,
)
from reports.models import DocumentTemplate, FormLayout, TextReport
from tests.policy.page_forms import values_of
from tests.policy.world import Actor, World
from training.models import TrainingCourse

NOT_WRITTEN = {
    ProjectTransition: "a log: shown, never changed",
    SubmissionTransition: "a log: shown, never changed",
    PeriodTransition: "a log: shown, never changed",
    LedgerEntry: "money that moved: entered on the portal's own pages, then never changed",
    Balance: "what the entries add up to",
    PeriodSubmission: "what was sent and approved: written on the portal's own pages",
    DocumentTemplate: "a file that is checked: brought in by the leader at its own page",
}
AUGUST = {
    "code": "2026-08",
    "starts_on": "01/08/2026",
    "ends_on": "31/08/2026",
    "data_from": "01/08/2026",
    "data_to": "31/08/2026",
    "local_due_on": "05/09/2026",
}
NEXT_LAYOUT = {
    "name": "Mẫu mới",
    "slug": "annual-plan",
    "valid_from": "01/01/2030",
    "valid_to": "",
}
# model: (who writes, what is changed, what a copy of the row needs to be another one)
WRITTEN: dict[type[models.Model], tuple[str, dict[str, str], dict[str, str]]] = {
    AdministrativeUnit: ("quantri", {"other_names": "Xã Mới"}, {"code": "99999"}),
    UnitSuccession: ("quantri", {"note": "Nhập toàn bộ, đã sửa"}, {}),
    User: ("quantri", {"position": "Trưởng đoàn"}, {"username": "nguoi-moi"}),
    Organisation: ("quantri", {"address": "Số 1, phố Mới"}, {"name": "Phòng mới"}),
    OfficeProfile: ("chuyenvien", {"place_name": "Thái Bình"}, {"valid_from": "01/01/2027"}),
    Contact: ("quantri", {"position": "Chuyên viên"}, {"full_name": "Người mới"}),
    RuralIndustrialFacility: ("chuyenvien", {"note": "Đã xem lại"}, {"name": "Cơ sở mới"}),
    IndustryCode: ("chuyenvien", {"legal_basis": "QĐ 36/2025"}, {"code": "11"}),
    LegalDocument: ("chuyenvien", {"note": "Đã xem lại"}, {"number": "1/2026/NĐ-CP"}),
    ActivityType: ("chuyenvien", {"legal_basis": "NĐ 45/2012"}, {"code": "3.9"}),
    SupportNorm: ("chuyenvien", {"note": "Đã xem lại"}, {"code": "3.9"}),
    Indicator: ("chuyenvien", {"measure": "hộ"}, {"code": "3.9"}),
    Programme: ("chuyenvien", {"note": "Đã xem lại"}, {"name": "Chương trình mới"}),
    AnnualPlan: ("chuyenvien", {"note": "Đã xem lại"}, {"year": "2027"}),
    PlanDecision: ("chuyenvien", {"note": "Đã xem lại"}, {"number": "2/QĐ"}),
    SupportProject: ("chuyenvien", {"note": "Đã xem lại"}, {"name": "Đề án mới", "code": "M-1"}),
    BudgetLine: ("chuyenvien", {"basis": "Báo giá mới"}, {"content": "Máy mới"}),
    ProjectIndicator: ("chuyenvien", {"planned": "7"}, {}),
    ProjectStatement: ("chuyenvien", {"effect": "Đã xem lại"}, {}),
    TrackingLine: ("chuyenvien", {"note": "Đã xem lại"}, {"name": "Dòng mới"}),
    TrainingCourse: ("chuyenvien", {"note": "Đã xem lại"}, {"name": "Lớp mới"}),
    ReportingPeriod: ("chuyenvien", {"note": "Đã xem lại"}, AUGUST),
    FormLayout: ("chuyenvien", {"note": "Đã xem lại"}, NEXT_LAYOUT),
    TextReport: ("chuyenvien", {"period_code": "2026-08"}, {"period_code": "2026-07"}),
}
# What the world's text columns hold is a canary: fields with a form of their own need theirs.
PLAUSIBLE = {
    "tax_code": "",
    "phone": "0912 345 678",
    "round": "2",
    "new_password": "mat-khau-moi-cua-toi-2026",
}


def test_every_record_of_the_admin_is_here() -> None:
    assert set(admin.site._registry) == set(WRITTEN) | set(NOT_WRITTEN)


def url(model: type[models.Model], page: str, *pk: Any) -> str:
    """A page of a model in the admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=pk)


def record_of(world: World, model: type[models.Model], actor: Actor) -> models.Model:
    """The row that the world has of a model."""
    return actor.own.of(model) or world.rows[model]


def page_values(actor: Actor, model: type[models.Model], pk: int) -> dict[str, Any]:
    """What the change page would post unchanged, with texts that a form accepts."""
    page = actor.client().get(url(model, "change", pk)).content.decode()
    values = values_of(page, f"{model._meta.model_name}_form")
    assert values, "the page has no form"
    return values | {name: text for name, text in PLAUSIBLE.items() if name in values}


def without_rows(values: dict[str, Any]) -> dict[str, Any]:
    """The same form with no rows in its inlines: those of a copy would be another's."""
    prefixes = {name.removesuffix("-TOTAL_FORMS") for name in values if "TOTAL_FORMS" in name}
    kept = {
        name: value
        for name, value in values.items()
        if not any(name.startswith(f"{prefix}-") for prefix in prefixes)
    }
    return kept | {f"{p}-{n}_FORMS": "0" for p in prefixes for n in ("TOTAL", "INITIAL")}


def newest(model: type[models.Model], **which: Any) -> Any:
    """The newest history row."""
    return model.history.filter(**which).order_by("-history_id").first()  # type: ignore[attr-defined]


def author(row: Any) -> int | None:
    """Whom a history row names."""
    return row.history_user_id


def written(value: Any) -> Any:
    """A stored value as it was typed."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def errors_in(response: Any) -> str:
    """The errors of a refused form, for the message of the assertion."""
    form = response.context["adminform"].form if response.context else None
    rows = [
        f.errors
        for s in (response.context or {}).get("inline_admin_formsets", [])
        for f in s.formset
    ]
    return f"{form.errors.as_json() if form else ''} {rows}"


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model._meta.label)
def test_a_change_is_written_with_its_author(world: World, model: type[models.Model]) -> None:
    name, change, _new = WRITTEN[model]
    actor, record = world.actors[name], record_of(world, model, world.actors[name])
    values = page_values(actor, model, record.pk) | change
    response = actor.client().post(url(model, "change", record.pk), values)
    assert response.status_code == 302, errors_in(response)
    row, (column, text) = newest(model, id=record.pk), next(iter(change.items()))
    assert (row.history_type, author(row)) == ("~", actor.user.pk)
    assert row.history_change_reason == CHANNEL
    assert written(getattr(row, column)) == text
    assert written(getattr(model._default_manager.get(pk=record.pk), column)) == text


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model._meta.label)
def test_a_new_row_is_written_and_deleted_with_its_author(
    world: World, model: type[models.Model]
) -> None:
    name, _change, new = WRITTEN[model]
    actor, like = world.actors[name], record_of(world, model, world.actors[name])
    values = without_rows(page_values(actor, model, like.pk)) | new
    if model is UnitSuccession:
        values |= {"old": str(world.units.quang_trung.pk), "new": str(world.units.long_hung.pk)}
    if model is TrackingLine:  # a stored line stays with its project
        values |= {"project": str(actor.own.project.pk), "allocation": ""}
    if model in {ProjectIndicator, ProjectStatement}:  # one of each in a project
        project = actor.own.project
        other = SupportProject.objects.create(name="Đề án khác", unit=project.unit, level="local")
        values |= {"project": str(other.pk)}
    before = set(model._default_manager.values_list("pk", flat=True))
    response = actor.client().post(url(model, "add"), values)
    assert response.status_code == 302, errors_in(response)
    made = model._default_manager.exclude(pk__in=before).get()
    row = newest(model, id=made.pk)
    assert (row.history_type, author(row), row.history_change_reason) == (
        "+",
        actor.user.pk,
        CHANNEL,
    )

    gone = actor.client().post(url(model, "delete", made.pk), {"post": "yes"})
    assert gone.status_code == 302
    row = newest(model, id=made.pk)
    assert (author(row), row.history_change_reason) == (actor.user.pk, CHANNEL)
    left = model._default_manager.filter(pk=made.pk).first()
    if hasattr(model, "deleted_at"):
        assert (row.history_type, left.deleted_by) == ("~", actor.user)
        assert left.deleted_at is not None
    else:
        assert (row.history_type, left) == ("-", None)


def test_ticked_rows_are_deleted_through_the_service(world: World) -> None:
    """S23: the stock action asks nobody; ours writes a history row for each."""
    actor = world.actors["chuyenvien"]
    facilities = [world.places[name].facility for name in ("beside", "far", "hanoi")]
    TrackingLine.objects.update(allocation=None)
    for facility in facilities:
        facility.allocations.all().delete()
    data = {
        "action": "delete_selected",
        "_selected_action": [str(row.pk) for row in facilities],
        "post": "yes",
    }
    actor.client().post(url(RuralIndustrialFacility, "changelist"), data)
    states = [
        (newest(RuralIndustrialFacility, id=row.pk).history_user_id, alive(row))
        for row in facilities
    ]
    assert states == [(actor.user.pk, False), (actor.user.pk, False), (None, True)]


def alive(record: Any) -> bool:
    """Whether a record is not in the recycle bin."""
    return type(record).objects.alive().filter(pk=record.pk).exists()


@pytest.mark.parametrize("ticked", ["x", "1'", "9" * 6_000, "²", ""])
def test_a_ticked_row_that_is_none_is_told(world: World, ticked: str) -> None:
    actor, facility = world.actors["chuyenvien"], world.places["beside"].facility
    data = {"action": "delete_selected", "_selected_action": [ticked], "post": "yes"}
    page = actor.client().post(url(RuralIndustrialFacility, "changelist"), data, follow=True)
    assert page.status_code == 200
    assert "Dòng đã chọn không còn; hãy chọn lại." in page.content.decode()
    assert alive(facility)


def test_who_only_reads_is_offered_no_action(world: World) -> None:
    accountant = world.actors["ketoan"]
    facility = world.places["ward"].facility
    data = {"action": "delete_selected", "_selected_action": [str(facility.pk)], "post": "yes"}
    accountant.client().post(url(RuralIndustrialFacility, "changelist"), data)
    assert alive(facility)


def test_the_state_and_a_recorded_decision_stay(world: World) -> None:
    """The admin offers no way round the workflow (C-ledger)."""
    actor, decision = world.actors["chuyenvien"], world.places["ward"].decision
    PlanDecision.objects.filter(pk=decision.pk).update(state=DecisionState.RECORDED)
    page = actor.client().get(url(PlanDecision, "change", decision.pk)).content.decode()
    assert "number" not in values_of(page, "plandecision_form")
    forged = {
        "number": "9/QĐ",
        "state": "draft",
        "lines-TOTAL_FORMS": "0",
        "lines-INITIAL_FORMS": "0",
    }
    actor.client().post(url(PlanDecision, "change", decision.pk), forged)
    now = PlanDecision.objects.get(pk=decision.pk)
    assert (now.state, now.number) == (DecisionState.RECORDED, decision.number)
    gone = actor.client().post(url(PlanDecision, "delete", decision.pk), {"post": "yes"})
    assert gone.status_code == 302
    assert alive(now)

    project = actor.own.project
    values = page_values(actor, SupportProject, project.pk)
    assert "state" not in values
    actor.client().post(url(SupportProject, "change", project.pk), values | {"state": "settled"})
    assert SupportProject.objects.get(pk=project.pk).state == project.state


def test_a_log_page_offers_nothing_to_write(world: World) -> None:
    actor = world.actors["chuyenvien"]
    row = actor.own.transition
    page = actor.client().get(url(ProjectTransition, "change", row.pk)).content.decode()
    assert 'name="_save"' not in page
    assert actor.client().post(url(ProjectTransition, "change", row.pk), {}).status_code == 403
