"""The form of a course: adding, what is refused and where, editing with others about."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from programmes.models import CountedResult
from tests.factories import programmes as factory
from tests.factories.training import course, line, training_project
from tests.training.conftest import text_of
from training.models import TrainingCourse
from training.services import save_course

pytestmark = pytest.mark.django_db

LIST = "/dao-tao/"


def typed(place: SimpleNamespace, /, **more: Any) -> dict[str, str]:
    """A valid form as a browser posts it."""
    data = {
        "project": place.sewing.project.pk,
        "line": place.sewing.line.pk,
        "name": "Lớp may khóa 2",
        "kind": "vocational",
        "state": "finished",
        "unit": place.units.hung_ha.pk,
        "starts_on": "04/05/2026",
        "ends_on": "20/08/2026",
        "trainee_count": "1.035",
    } | more
    return {name: str(value) for name, value in data.items()}


def errors_of(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422, response.status_code
    return {name: list(map(str, found)) for name, found in response.context["form"].errors.items()}


# --- adding --------------------------------------------------------------------------------------


def test_the_project_is_asked_for_first(
    officer: Client, place: SimpleNamespace, people: SimpleNamespace
) -> None:
    first = officer.get(f"{LIST}them/")
    assert 'data-search-url="/tim/de-an/"' in first.content.decode()
    assert officer.get(f"{LIST}them/", {"project": ""}).status_code == 400
    far = factory.project("Xa", unit=place.units.ba_dinh, province=place.units.ha_noi)
    for wrong in (far.pk, "x", "9" * 40):
        answer = officer.get(f"{LIST}them/", {"project": wrong})
        assert answer.status_code == 400
        assert "Đề án không có hoặc không thuộc phạm vi của đơn vị." in text_of(answer)


def test_a_new_course_begins_with_its_project(officer: Client, place: SimpleNamespace) -> None:
    project = place.sewing.project
    form = officer.get(f"{LIST}them/", {"project": project.pk}).context["form"]
    begun = {name: form[name].value() for name in ("project", "line", "name", "unit")}
    assert begun == {
        "project": project.pk,
        "line": place.sewing.line.pk,
        "name": "Đào tạo nghề may",
        "unit": place.units.hung_ha.pk,
    }
    # among several lines the one that counts courses is meant; of two such nobody knows
    line(project, place.units.a_sao)
    form = officer.get(f"{LIST}them/", {"project": project.pk}).context["form"]
    assert form["line"].value() == place.sewing.line.pk
    line(project, place.units.a_sao, "1-01")
    form = officer.get(f"{LIST}them/", {"project": project.pk}).context["form"]
    assert form["line"].value() is None
    assert len(form.fields["line"].queryset) == 3


def test_a_course_is_added(local: Client, people: SimpleNamespace, place: SimpleNamespace) -> None:
    answer = local.post(f"{LIST}them/", typed(place), follow=True)
    stored = TrainingCourse.objects.get()
    assert answer.redirect_chain == [(stored.get_absolute_url(), 302)]
    assert "Đã lưu lớp “Lớp may khóa 2”." in text_of(answer)
    assert (stored.trainee_count, stored.women_count, stored.ends_on) == (
        1035,
        None,
        date(2026, 8, 20),
    )
    assert stored.history.get().history_user == people.local
    amounts = CountedResult.objects.order_by("indicator__code").values_list("amount", flat=True)
    assert list(amounts) == [1, 1035]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"name": ""}, {"name": ["Chưa nhập Tên lớp."]}),
        ({"project": ""}, {"project": ["Chưa chọn Đề án."]}),
        ({"unit": ""}, {"unit": ["Chưa chọn Địa điểm mở lớp."]}),
        (
            {"women_count": "1036"},
            {"women_count": ["Số học viên nữ không được lớn hơn số học viên."]},
        ),
        (
            {"minority_count": "1036"},
            {"minority_count": ["Số học viên dân tộc thiểu số không được lớn hơn số học viên."]},
        ),
        (
            {"employed_count": "1036"},
            {"employed_count": ["Số có việc làm không được lớn hơn số học viên."]},
        ),
        (
            {"planned_trainee_count": "3", "planned_employed_count": "4"},
            {
                "planned_employed_count": [
                    "Số dự kiến có việc làm không được lớn hơn số học viên dự kiến."
                ]
            },
        ),
        (
            {"ends_on": "03/05/2026"},
            {"ends_on": ["Ngày bế giảng phải từ ngày khai giảng trở đi."]},
        ),
        (
            {"ends_on": "16/10/2026"},
            {"ends_on": ["Ngày 16/10/2026 chưa đến; lớp chưa thể là đã bế giảng."]},
        ),
        ({"trainee_count": "-1"}, {"trainee_count": ["Nhập số nguyên không âm, ví dụ 25."]}),
        ({"trainee_count": "ba"}, {"trainee_count": ["Nhập số nguyên không âm, ví dụ 25."]}),
        ({"trainee_count": "2000000"}, {"trainee_count": ["Số người tối đa 1.000.000."]}),
        ({"line": "999999"}, {"line": ["Hãy chọn một dòng theo dõi của đề án này."]}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    more: dict[str, str],
    expected: dict[str, list[str]],
    officer: Client,
    place: SimpleNamespace,
) -> None:
    answer = officer.post(f"{LIST}them/", typed(place, **more))
    assert errors_of(answer) == expected
    (message,) = next(iter(expected.values()))
    assert escape(message) in answer.content.decode()
    assert not TrainingCourse.objects.exists()


def test_choices_stay_in_the_area(
    local: Client, people: SimpleNamespace, place: SimpleNamespace
) -> None:
    units = place.units
    far = factory.project("CANARY", unit=units.a_sao, province=units.hung_yen)
    elsewhere = line(place.sewing.project, units.a_sao)
    answers = {
        name: errors_of(local.post(f"{LIST}them/", typed(place, **{name: value})))[name]
        for name, value in (
            ("project", far.pk),
            ("unit", units.a_sao.pk),
            ("line", elsewhere.pk),
            ("provider", factory.organisation(units.ha_noi).pk),
        )
    }
    assert answers == {
        "project": ["Mục đã chọn ở ô này không có hoặc không thuộc phạm vi của đơn vị."],
        "unit": ["Địa bàn không thuộc phạm vi của đơn vị."],
        "line": ["Hãy chọn một dòng theo dõi của đề án này."],
        "provider": ["Mục đã chọn ở ô này không có hoặc không thuộc phạm vi của đơn vị."],
    }


# --- editing -------------------------------------------------------------------------------------


def test_moving_to_another_project_asks_for_its_line(
    made: TrainingCourse, officer: Client, place: SimpleNamespace
) -> None:
    other = training_project(place, code="KC26-008")
    data = typed(place, project=other.project.pk, version=made.version)
    answer = officer.post(f"{LIST}{made.pk}/sua/", data)
    assert errors_of(answer) == {"line": ["Hãy chọn một dòng theo dõi của đề án này."]}
    assert list(answer.context["form"].fields["line"].queryset) == [other.line]
    data |= {"line": str(other.line.pk)}
    assert officer.post(f"{LIST}{made.pk}/sua/", data).status_code == 302
    assert set(CountedResult.objects.values_list("line", flat=True)) == {other.line.pk}


def test_an_overtaken_form_keeps_both(
    made: TrainingCourse, local: Client, place: SimpleNamespace
) -> None:
    page = local.get(f"{LIST}{made.pk}/sua/")
    seen = page.context["form"]["version"].value()
    made.trainee_count = 34
    save_course(made, by=place.officer)
    data = typed(place, trainee_count="36", version=seen)
    answer = local.post(f"{LIST}{made.pk}/sua/", data)
    assert answer.status_code == 409
    words = text_of(answer)
    assert f"Hồ sơ vừa được {place.officer} cập nhật lúc 09:00." in words
    assert "Thực tế: đang lưu 34 , vừa nhập 36" in words
    made.refresh_from_db()
    assert made.trainee_count == 34
    data["version"] = str(answer.context["form"]["version"].value())
    assert local.post(f"{LIST}{made.pk}/sua/", data).status_code == 302
    made.refresh_from_db()
    assert made.trainee_count == 36


def test_the_commune_keeps_what_the_centre_chose(
    made: TrainingCourse, local: Client, place: SimpleNamespace
) -> None:
    """A project, line and provider out of the commune's area don't stop it from correcting."""
    units = place.units
    project = factory.project("Cả tỉnh", unit=units.hung_yen, province=units.hung_yen)
    made.project = project
    made.line = line(project, units.hung_yen, "1-02")
    made.provider = factory.organisation(units.a_sao, name="Trường nghề", kind="training_provider")
    save_course(made, by=place.officer)
    page = local.get(f"{LIST}{made.pk}/sua/")
    assert page.status_code == 200
    form = page.context["form"]
    data = typed(
        place,
        **{name: form[name].value() for name in ("project", "line", "provider", "version")},
        trainee_count="31",
    )
    assert local.post(f"{LIST}{made.pk}/sua/", data).status_code == 302
    made.refresh_from_db()
    assert (made.trainee_count, made.project, made.provider.name) == (31, project, "Trường nghề")
    assert CountedResult.objects.get().amount == 31


def test_a_place_of_a_split_unit_can_be_chosen(officer: Client, place: SimpleNamespace) -> None:
    units = place.units
    old = course(place.sewing.project, unit=units.ngoc_thanh)
    form = officer.get(f"{LIST}{old.pk}/sua/").context["form"]
    assert set(form.fields["unit_now"].queryset) == {units.hiep_cuong, units.son_nam}
    data = typed(place, unit=units.ngoc_thanh.pk, unit_now=units.son_nam.pk, version=old.version)
    assert officer.post(f"{LIST}{old.pk}/sua/", data).status_code == 302
    old.refresh_from_db()
    assert old.unit_now == units.son_nam
