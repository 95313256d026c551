"""What services store of a project's file: budget, planned indicators, statement."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from programmes.models import (
    BudgetLine,
    ProjectIndicator,
    ProjectStatement,
    SupportProject,
)
from programmes.selectors import (
    budget_lines,
    budget_mark,
    indicator_mark,
    indicators_done,
    statement_parts,
)
from programmes.services import (
    remove_project,
    remove_statement,
    save_budget,
    save_indicators,
    save_statement,
)
from tests.factories.tracking import D, indicator, line_of

pytestmark = pytest.mark.django_db


def line(content: str, quantity: Any = 1, price: int | None = 1_000, **more: Any) -> BudgetLine:
    facts = {"source": "support_provincial", "measure": "máy"} | more
    amount = None if quantity is None else D(quantity)
    return BudgetLine(content=content, quantity=amount, unit_price=price, **facts)


def stored(project: SupportProject) -> list[str]:
    return [row.content for row in budget_lines(project)]


def trail(project: SupportProject) -> list[tuple[str, str]]:
    rows = BudgetLine.history.filter(project_id=project.pk).order_by("history_id")
    return [(row.history_type, row.content) for row in rows]


@pytest.mark.parametrize(
    ("quantity", "price", "amount"),
    [
        ("2", 150_000_000, 300_000_000),
        ("0.5", 3, 2),
        ("2.50", 1_000_001, 2_500_003),
        ("0", 5, 0),
        ("5", 0, 0),
        (None, 5, None),
        ("5", None, None),
    ],
)
def test_the_amount_is_computed(quantity: str | None, price: int | None, amount: int) -> None:
    """Half up in whole đồng; unknown while quantity or price is."""
    assert line("Máy", quantity, price).amount == amount


def test_a_budget_is_stored_as_a_whole(place: SimpleNamespace, weaving: SupportProject) -> None:
    save_budget(weaving, [line("Máy"), line("Vận chuyển"), line("Lắp đặt")], by=place.officer)
    assert stored(weaving) == ["Máy", "Vận chuyển", "Lắp đặt"]
    save_budget(weaving, [line("Lắp đặt"), line("Máy", 2)], by=place.officer)
    assert stored(weaving) == ["Lắp đặt", "Máy"]
    assert [row.order for row in budget_lines(weaving)] == [1, 2]
    # What stayed was changed, not made anew; what went is told.
    assert trail(weaving)[3:] == [("-", "Vận chuyển"), ("~", "Lắp đặt"), ("~", "Máy")]
    row = BudgetLine.history.order_by("-history_id")[0]
    assert (row.history_user, row.quantity) == (place.officer, 2)


def test_a_reworded_line_stays_the_same_line(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    (before,) = save_budget(weaving, [line("Máy dêt")], by=place.officer)
    (after,) = save_budget(weaving, [line("Máy dệt")], by=place.officer)
    assert after.pk == before.pk
    save_budget(weaving, [line("Máy dệt")], by=place.officer)
    assert trail(weaving) == [("+", "Máy dêt"), ("~", "Máy dệt")]  # nothing changed: no row


def test_lines_of_a_group_stand_together(place: SimpleNamespace, weaving: SupportProject) -> None:
    rows = [line("a", group="I"), line("b", group="II"), line("c", group="I"), line("d")]
    save_budget(weaving, rows, by=place.officer)
    assert stored(weaving) == ["d", "a", "c", "b"]


def test_somebody_was_faster(place: SimpleNamespace, weaving: SupportProject) -> None:
    seen = budget_mark(weaving)
    save_budget(weaving, [line("Của người kia")], by=place.officer, seen=seen)
    with pytest.raises(ValidationError) as refused:
        save_budget(weaving, [line("Của tôi")], by=place.officer, seen=seen)
    assert refused.value.code == "stale"
    assert str(place.officer) in refused.value.messages[0]
    assert stored(weaving) == ["Của người kia"]


def test_a_deleted_last_line_is_seen_too(place: SimpleNamespace, weaving: SupportProject) -> None:
    save_budget(weaving, [line("Máy")], by=place.officer)
    seen = budget_mark(weaving)
    save_budget(weaving, [], by=place.officer)
    with pytest.raises(ValidationError):
        save_budget(weaving, [line("Máy")], by=place.officer, seen=seen)


def test_who_may_not_write_projects_writes_no_file(
    place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject
) -> None:
    accountant = people.of["centre_accountant"]
    with pytest.raises(PermissionDenied):
        save_budget(weaving, [line("Máy")], by=accountant)
    with pytest.raises(PermissionDenied):
        save_indicators(weaving, {}, by=accountant)
    with pytest.raises(PermissionDenied):
        save_statement(ProjectStatement(project=weaving), by=accountant)
    assert not BudgetLine.objects.exists()


def test_nothing_is_written_for_a_project_in_the_bin(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    weaving.decision_lines.all().delete()
    remove_project(weaving, by=place.officer)
    with pytest.raises(PermissionDenied):
        save_budget(weaving, [line("Máy")], by=place.officer)


def test_a_line_without_content_is_refused_and_nothing_is_stored(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    with pytest.raises(ValidationError):
        save_budget(weaving, [line("Máy"), line("")], by=place.officer)
    assert stored(weaving) == []


# --- indicators -----------------------------------------------------------------------------------


def test_planned_indicators_are_stored_as_a_whole(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    classes, people_count = indicator(), indicator("1-02", "Số lao động")
    save_indicators(weaving, {classes: D(2), people_count: None}, by=place.officer)
    seen = indicator_mark(weaving)
    save_indicators(weaving, {people_count: D(70)}, by=place.officer, seen=seen)
    rows = ProjectIndicator.objects.filter(project=weaving)
    assert [(row.indicator, row.planned) for row in rows] == [(people_count, 70)]
    kinds = ProjectIndicator.history.order_by("history_id").values_list("history_type", flat=True)
    assert list(kinds) == ["+", "+", "-", "~"]
    with pytest.raises(ValidationError):
        save_indicators(weaving, {}, by=place.officer, seen=seen)


def test_what_is_done_is_the_sum_of_the_lines(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    classes, extra = indicator(), indicator("1-02", "Số lao động")
    save_indicators(weaving, {classes: D(4)}, by=place.officer)
    first, second = (line_of(weaving, by=place.officer, name=f"Điểm {n}") for n in (1, 2))
    first.indicators.create(indicator=classes, planned=D(1), done=D(1))
    second.indicators.create(indicator=classes, planned=D(2))
    second.indicators.create(indicator=extra, planned=None, done=D(0))
    found = {row.indicator: row for row in indicators_done(weaving)}
    own = found[classes]
    assert (own.planned, own.shared, own.done, own.lines, own.unknown) == (4, 3, 1, 2, 1)
    assert (own.share, own.in_words) == (None, "1/2 dòng chưa có số")
    second.indicators.filter(indicator=classes).update(done=D(2))
    assert {row.indicator: row.share for row in indicators_done(weaving)}[classes] == 75
    other = found[extra]
    assert (other.is_planned, other.planned, other.done, other.share) == (False, None, 0, None)


# --- the statement --------------------------------------------------------------------------------


def test_a_statement_says_what_the_project_knows(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    weaving.objective, weaving.scale = "Tăng năng suất", "01 máy"
    weaving.save()
    save_indicators(weaving, {indicator(): D("2.5")}, by=place.officer)
    save_budget(
        weaving,
        [line("Máy", 2, 50_000_000), line("Đối ứng", 1, None, source="counterpart")],
        by=place.officer,
    )
    parts = {row.part.field: row for row in statement_parts(weaving)}
    assert [row.number for row in parts.values()] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert parts["objective"].paragraphs == ("Tăng năng suất",)
    assert parts["scale"].paragraphs == ("Số lớp: 2,5 lớp.", "01 máy")
    assert parts["budget"].paragraphs == (
        (
            "Tổng dự toán: 100,0 triệu đồng, trong đó khuyến công địa phương (cấp tỉnh): 100,0; "
            "1 khoản chưa rõ số tiền. Chi tiết tại phụ lục kèm theo."
        ),
    )
    assert parts["effect"].paragraphs == ()
    statement = ProjectStatement(project=weaving, objective="Gấp đôi\n\n sản lượng ", effect="Tốt")
    save_statement(statement, by=place.officer)
    parts = {row.part.field: row for row in statement_parts(weaving)}
    assert parts["objective"].paragraphs == ("Gấp đôi", "sản lượng")
    assert parts["effect"].paragraphs == ("Tốt",)


def test_a_project_has_one_statement(place: SimpleNamespace, weaving: SupportProject) -> None:
    first = save_statement(ProjectStatement(project=weaving, effect="Một"), by=place.officer)
    with pytest.raises(ValidationError) as refused:
        save_statement(ProjectStatement(project=weaving, effect="Hai"), by=place.officer)
    assert refused.value.code == "stale"
    remove_statement(first, by=place.officer)
    assert statement_parts(weaving)[7].paragraphs == ()
    assert save_statement(first, by=place.officer).is_deleted is False


def test_the_numbers_of_a_budget_line_stay_in_their_bounds(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    with pytest.raises(ValidationError):
        save_budget(weaving, [line("Máy", "0.001")], by=place.officer)
    for bad in (line("Máy", "-1"), line("Máy", 1, -5)):
        with pytest.raises(IntegrityError), transaction.atomic():
            save_budget(weaving, [bad], by=place.officer)
