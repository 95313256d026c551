"""Layouts: stored all at once, none beside another, copied, brought back, deleted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.choices import Role
from accounts.services import system_user
from reports import selectors
from reports.layouts import OWN, LayoutLine, shipped_on
from reports.models import FormLayout, LayoutColumn
from reports.services import (
    copy_layout,
    load_layouts,
    remove_layout,
    reset_layout,
    restore_layout,
    save_layout,
)
from tests.factories import programmes as factory

pytestmark = pytest.mark.django_db
NEW = LayoutLine(OWN, "Ký nhận", "", 0, 25, shown=True)
LAST = date(2026, 12, 31)


@pytest.fixture
def layout(place: SimpleNamespace) -> FormLayout:
    """The annual plan's layout of 2026, as shipped."""
    load_layouts(by=system_user())
    return FormLayout.objects.on("annual-plan", LAST).get()


def lines(layout: FormLayout) -> list[LayoutLine]:
    return list(selectors.layout_of(FormLayout.objects.get(pk=layout.pk)).columns)


def shown(found: Sequence[LayoutLine]) -> list[str]:
    return [line.key for line in found if line.shown]


# --- storing --------------------------------------------------------------------------------------


def test_columns_facts_and_signers_are_stored_at_once(
    place: SimpleNamespace, layout: FormLayout
) -> None:
    wanted = [
        replace(line, label="Nhà thầu") if line.key == "beneficiary" else line
        for line in lines(layout)
    ]
    wanted.insert(0, wanted.pop(2))
    layout.title = "Danh mục đề án {year}"
    signers = [("KT. Giám đốc", "Phó Giám đốc", "Bà Minh Họa"), ("", "Trưởng phòng", "")]
    saved = save_layout(layout, [*wanted, NEW], signers, by=place.officer)
    stored = selectors.layout_of(FormLayout.objects.get(pk=saved.pk))
    assert stored.title == "Danh mục đề án {year}"
    assert [line.key for line in stored.columns] == [*(line.key for line in wanted), "own_1"]
    assert [line.order for line in stored.columns][:3] == [10, 20, 30]
    assert stored.columns[-1].label == "Ký nhận"
    assert stored.signers == tuple(signers)
    assert saved.version == 2
    last = saved.columns.get(key="beneficiary").history.latest()
    assert (last.history_type, last.history_user) == ("~", place.officer)


def test_what_did_not_change_leaves_no_history(place: SimpleNamespace, layout: FormLayout) -> None:
    before = LayoutColumn.history.count()
    save_layout(layout, lines(layout), [], by=place.officer)
    assert LayoutColumn.history.count() == before


def test_columns_of_the_report_stay_when_nobody_names_them(
    place: SimpleNamespace, layout: FormLayout
) -> None:
    keys = {line.key for line in lines(layout)}
    save_layout(layout, lines(layout)[:6], by=place.officer)
    assert {line.key for line in lines(layout)} == keys


def test_an_own_column_that_is_not_named_any_more_goes_and_its_key_is_not_used_again(
    place: SimpleNamespace, layout: FormLayout
) -> None:
    saved = save_layout(layout, [*lines(layout), NEW], by=place.officer)
    without = [line for line in lines(layout) if not line.is_own]
    saved = save_layout(FormLayout.objects.get(pk=saved.pk), without, by=place.officer)
    assert not saved.columns.filter(key__startswith=OWN).exists()
    other = replace(NEW, label="Ghi chú khác")
    save_layout(FormLayout.objects.get(pk=saved.pk), [*without, other], by=place.officer)
    assert lines(layout)[-1].key == "own_2"


def test_two_at_once_are_told(place: SimpleNamespace, layout: FormLayout) -> None:
    mine, theirs = (FormLayout.objects.get(pk=layout.pk) for _n in range(2))
    save_layout(theirs, lines(layout), by=place.officer)
    wanted = [replace(line, label="Của tôi") for line in lines(layout)]
    with pytest.raises(ValidationError) as refused:
        save_layout(mine, wanted, by=place.officer)
    assert refused.value.code == "stale"
    assert "Của tôi" not in {line.label for line in lines(layout)}


@pytest.mark.parametrize("role", [Role.CENTRE_LEADER, Role.CENTRE_ACCOUNTANT, Role.LOCAL_OFFICER])
def test_who_does_not_keep_the_catalogues_is_refused(
    place: SimpleNamespace, layout: FormLayout, role: str
) -> None:
    somebody = factory.person(place.centre, role)
    for change in (save_layout, reset_layout, remove_layout):
        with pytest.raises(PermissionDenied):
            change(layout, by=somebody)
    with pytest.raises(PermissionDenied):
        copy_layout(layout, valid_from=date(2027, 1, 1), by=somebody)


def refusal(layout: FormLayout, wanted: list[LayoutLine] | None, by: object) -> dict[str, list]:
    with pytest.raises(ValidationError) as refused:
        save_layout(layout, wanted, by=by)
    return refused.value.message_dict


def test_all_that_is_wrong_is_said_together(place: SimpleNamespace, layout: FormLayout) -> None:
    layout.title, layout.valid_from = "Kế hoạch {thang}", None
    hidden = [replace(line, shown=False) for line in lines(layout)]
    found = refusal(layout, hidden, place.officer)
    assert found["title"] == ["Trong dấu ngoặc nhọn chỉ dùng {năm} hoặc {kỳ}."]
    assert found["valid_from"][0].startswith("Trùng thời gian với mẫu “Biểu tổng hợp")
    assert found["valid_from"][0].endswith("(đến năm 2025)” (đến 31/12/2025).")
    assert "ít nhất một cột chữ" in found["__all__"][0]
    assert FormLayout.objects.get(pk=layout.pk).title == "Kế hoạch khuyến công năm {year}"


def test_a_layout_of_no_report_is_refused(place: SimpleNamespace) -> None:
    found = refusal(FormLayout(slug="khac", name="Khác", title="Khác"), None, place.officer)
    assert found == {"slug": ["Không có báo cáo này."]}


def test_too_many_decimals_are_refused(place: SimpleNamespace, layout: FormLayout) -> None:
    layout.decimals = 7
    assert refusal(layout, None, place.officer) == {"decimals": ["Nhiều nhất 6 chữ số thập phân."]}


# --- in time --------------------------------------------------------------------------------------


def test_a_copy_takes_over_from_its_day(place: SimpleNamespace, layout: FormLayout) -> None:
    layout.is_confirmed = True
    save_layout(layout, [*lines(layout), NEW], [("", "Giám đốc", "A")], by=place.officer)
    made = copy_layout(layout, valid_from=date(2027, 1, 1), by=place.officer)
    held = FormLayout.objects.get(pk=layout.pk)
    assert (held.valid_to, made.valid_from, made.valid_to) == (LAST, date(2027, 1, 1), None)
    assert made.name == "Biểu tổng hợp kế hoạch khuyến công năm (từ 01/01/2027)"
    assert made.is_confirmed is False
    assert lines(made) == lines(layout)
    assert selectors.layout_of(made).signers == (("", "Giám đốc", "A"),)
    assert selectors.layout_on("annual-plan", date(2027, 6, 30)).pk == made.pk
    assert selectors.layout_on("annual-plan", LAST).pk == layout.pk


def test_a_copy_of_an_old_layout_cuts_the_one_that_holds(
    place: SimpleNamespace, layout: FormLayout
) -> None:
    old = FormLayout.objects.on("annual-plan", date(2024, 1, 1)).get()
    made = copy_layout(old, valid_from=date(2026, 7, 1), by=place.officer)
    assert FormLayout.objects.get(pk=layout.pk).valid_to == date(2026, 6, 30)
    assert (made.valid_from, made.valid_to) == (date(2026, 7, 1), None)
    between = copy_layout(old, valid_from=date(2026, 2, 1), by=place.officer)
    assert (between.valid_from, between.valid_to) == (date(2026, 2, 1), date(2026, 6, 30))


def test_a_copy_into_a_gap_ends_before_the_next(place: SimpleNamespace, layout: FormLayout) -> None:
    FormLayout.objects.filter(pk=layout.pk).update(valid_from=date(2027, 1, 1))
    made = copy_layout(layout, valid_from=date(2026, 6, 1), by=place.officer)
    assert (made.valid_from, made.valid_to) == (date(2026, 6, 1), LAST)


def test_no_second_layout_begins_on_a_day(place: SimpleNamespace, layout: FormLayout) -> None:
    with pytest.raises(ValidationError, match="Đã có mẫu áp dụng từ ngày này"):
        copy_layout(layout, valid_from=date(2026, 1, 1), by=place.officer)


def test_back_to_the_shipped_one(place: SimpleNamespace, layout: FormLayout) -> None:
    layout.is_confirmed, layout.decimals, layout.note = True, 3, "Theo công văn của Sở"
    changed = [replace(line, label="Khác", width=30) for line in lines(layout)]
    save_layout(layout, [*reversed(changed), NEW], [("", "Giám đốc", "A")], by=place.officer)
    back = reset_layout(FormLayout.objects.get(pk=layout.pk), by=place.officer)
    found, first = selectors.layout_of(back), shipped_on("annual-plan", LAST)
    assert first is not None
    assert (lines(back), found.decimals) == (list(first.columns), first.decimals)
    assert (back.is_confirmed, back.note) == (False, "Theo công văn của Sở")
    assert found.signers == (("", "Giám đốc", "A"),)


def test_a_deleted_one_gives_its_time_to_the_one_before(
    place: SimpleNamespace, layout: FormLayout
) -> None:
    made = copy_layout(layout, valid_from=date(2027, 1, 1), by=place.officer)
    remove_layout(made, by=place.officer)
    assert FormLayout.objects.get(pk=layout.pk).valid_to is None
    assert selectors.layout_on("annual-plan", date(2028, 1, 1)).pk == layout.pk


def test_the_first_one_gives_its_time_to_the_one_after(
    place: SimpleNamespace, layout: FormLayout
) -> None:
    remove_layout(FormLayout.objects.on("annual-plan", date(2024, 1, 1)).get(), by=place.officer)
    assert FormLayout.objects.get(pk=layout.pk).valid_from is None


def test_a_layout_saved_in_between_stays(place: SimpleNamespace, layout: FormLayout) -> None:
    made = copy_layout(layout, valid_from=date(2027, 1, 1), by=place.officer)
    seen = FormLayout.objects.get(pk=made.pk)
    save_layout(made, by=place.officer)
    with pytest.raises(ValidationError) as refused:
        remove_layout(seen, by=place.officer)
    assert refused.value.code == "stale"
    assert FormLayout.objects.alive().filter(pk=made.pk).exists()


def test_a_deleted_layout_takes_its_time_back(place: SimpleNamespace, layout: FormLayout) -> None:
    first = FormLayout.objects.on("annual-plan", date(2024, 1, 1)).get()
    made = copy_layout(layout, valid_from=date(2027, 1, 1), by=place.officer)
    before = times()
    for row in (made, first):
        remove_layout(FormLayout.objects.get(pk=row.pk), by=place.officer)
        restore_layout(FormLayout.objects.get(pk=row.pk), by=place.officer)
        assert times() == before
    remove_layout(FormLayout.objects.get(pk=made.pk), by=place.officer)
    copy_layout(layout, valid_from=date(2028, 1, 1), by=place.officer)
    with pytest.raises(ValidationError, match=r"Trùng thời gian với mẫu .* \(từ 01/01/2028 trở đi"):
        restore_layout(FormLayout.objects.get(pk=made.pk), by=place.officer)


def times() -> list[tuple[int, date | None, date | None]]:
    rows = FormLayout.objects.alive().filter(slug="annual-plan").order_by("pk")
    return list(rows.values_list("pk", "valid_from", "valid_to"))


def test_the_only_layout_stays(place: SimpleNamespace, layout: FormLayout) -> None:
    only = FormLayout.objects.on("courses", LAST).get()
    with pytest.raises(ValidationError, match="Không xóa được mẫu duy nhất"):
        remove_layout(only, by=place.officer)
    assert FormLayout.objects.alive().filter(pk=only.pk).exists()


# --- what the portal ships, after the office has its own ------------------------------------------


def test_shipped_layouts_do_not_come_back_beside_the_offices_own(
    place: SimpleNamespace, layout: FormLayout
) -> None:
    layout.valid_from = date(2026, 2, 1)
    save_layout(layout, by=place.officer)
    old = FormLayout.objects.on("annual-plan", date(2024, 1, 1)).get()
    remove_layout(old, by=place.officer)
    before = FormLayout.objects.count()
    load_layouts(by=system_user())
    assert FormLayout.objects.count() == before


def test_a_copy_too_gets_the_columns_that_a_report_has_learnt(
    place: SimpleNamespace, layout: FormLayout
) -> None:
    made = copy_layout(layout, valid_from=date(2027, 1, 1), by=place.officer)
    made.columns.filter(key__in=("note", "total")).delete()
    assert load_layouts(by=system_user())["updated"] == 1
    assert set(made.columns.filter(shown=False).values_list("key", flat=True)) >= {"note", "total"}
