"""Courses in the admin: scope, search, saving through the services, refusals at the form."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programmes.models import CountedResult
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.factories.training import course, training_project
from training.models import TrainingCourse

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/training/trainingcourse/"


def posted(place: SimpleNamespace, /, **more: Any) -> dict[str, str]:
    data = {
        "project": place.sewing.project.pk,
        "line": place.sewing.line.pk,
        "name": "Lớp thêu",
        "kind": "handing_down",
        "state": "finished",
        "unit": place.units.quynh_coi.pk,
        "ends_on": "20/08/2026",
        "trainee_count": "35",
    } | more
    return {name: str(value) for name, value in data.items()}


def test_list_and_search_in_scope(officer: Client, place: SimpleNamespace) -> None:
    units = place.units
    course(place.sewing.project, "Lớp đan cói")
    course(place.sewing.project, "Gốm", unit=units.a_sao)
    far = factory.project("Xa", unit=units.ba_dinh, province=units.ha_noi)
    canary = course(far, "CANARY")

    def rows(query: str = "") -> list[str]:
        answer = officer.get(f"{LIST}?{query}")
        return sorted(row.name for row in answer.context["cl"].result_list)

    assert rows() == ["Gốm", "Lớp đan cói"]
    assert rows("q=dan+coi+hung+ha") == ["Lớp đan cói"]
    assert rows("kind__exact=vocational&state__exact=running") == []
    assert officer.get(f"{LIST}{canary.pk}/change/").status_code == 404


def test_saving_and_deleting_go_through_the_services(
    officer: Client, place: SimpleNamespace
) -> None:
    assert officer.post(f"{LIST}add/", posted(place)).status_code == 302
    stored = TrainingCourse.objects.get()
    assert stored.unit_now == place.units.quynh_phu
    assert "lop theu" in stored.search_key
    row = stored.history.get()
    assert (row.history_user, row.history_change_reason) == (place.officer, "quản trị")
    assert CountedResult.objects.get(indicator__code="1-02").amount == 35
    data = posted(place, trainee_count="33", _version=stored.version)
    assert officer.post(f"{LIST}{stored.pk}/change/", data).status_code == 302
    assert CountedResult.objects.get(indicator__code="1-02").amount == 33
    assert officer.post(f"{LIST}{stored.pk}/delete/", {"post": "yes"}).status_code == 302
    stored.refresh_from_db()
    assert stored.is_deleted
    assert not CountedResult.objects.exists()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"women_count": "36"}, "Số học viên nữ không được lớn hơn số học viên."),
        ({"ends_on": "16/10/2026"}, "Ngày 16/10/2026 chưa đến; lớp chưa thể là đã bế giảng."),
        ({"name": ""}, "Chưa nhập Tên lớp."),
    ],
)
def test_refusals_are_said_at_the_form(
    officer: Client, place: SimpleNamespace, more: dict[str, str], message: str
) -> None:
    answer = officer.post(f"{LIST}add/", posted(place, **more))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not TrainingCourse.objects.exists()


def test_an_overtaken_page_is_told(officer: Client, place: SimpleNamespace) -> None:
    stored = course(place.sewing.project)
    data = posted(place, _version=stored.version - 1)
    answer = officer.post(f"{LIST}{stored.pk}/change/", data)
    assert answer.status_code == 422
    assert "vừa được" in answer.content.decode()


def test_the_accountant_reads_and_the_leader_stays_out(
    place: SimpleNamespace, people: SimpleNamespace
) -> None:
    stored = course(place.sewing.project)
    reader = signed_in(people.of["centre_accountant"])
    assert reader.get(f"{LIST}{stored.pk}/change/").status_code == 200
    assert reader.post(f"{LIST}{stored.pk}/change/", posted(place)).status_code == 403
    assert reader.get(f"{LIST}add/").status_code == 403
    assert signed_in(people.of["centre_leader"]).get(LIST).status_code == 403
    assert signed_in(people.local).get(LIST).status_code == 403


def test_queries_do_not_grow_with_rows(officer: Client, place: SimpleNamespace) -> None:
    counts: dict[str, set[int]] = {}
    made: list[TrainingCourse] = []
    for number in (1, 3, 50):
        while len(made) < number:
            of = training_project(place, code=f"KC26-{len(made) + 10:03}")
            made.append(course(of.project, f"Lớp {len(made):03}", line=of.line))
        for address in (LIST, f"{LIST}{made[0].pk}/change/", f"{LIST}add/"):
            officer.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert officer.get(address).status_code == 200
            counts.setdefault(address, set()).add(len(queries))
    assert {len(found) for found in counts.values()} == {1}, counts
