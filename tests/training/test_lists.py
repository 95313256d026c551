"""The list of courses: filters, search, sorting, sums, export, queries that don't grow."""

import io
from datetime import date
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.factories.training import course, training_project
from tests.training.conftest import text_of
from training.models import TrainingCourse

pytestmark = pytest.mark.django_db

LIST = "/dao-tao/"


@pytest.fixture
def some(place: SimpleNamespace) -> SimpleNamespace:
    """Four courses that differ in everything the filters ask for, and one of another province."""
    units, project = place.units, place.sewing.project
    old = factory.project("Đan cói", unit=units.quynh_coi, province=units.thai_binh, year=2024)
    sewing = course(
        project,
        "May",
        state="finished",
        starts_on=date(2026, 5, 4),
        ends_on=date(2026, 8, 20),
        trainee_count=35,
        women_count=30,
        minority_count=0,
        employed_count=28,
        planned_trainee_count=40,
    )
    course(project, "Thêu", kind="handing_down", unit=units.a_sao, trade="Thêu ren")
    course(old, "Cói", trainee_count=20, provider_text="Trường nghề", note="hai dòng\nchữ")
    course(project, "Gốm", state="running", unit=units.ngoc_thanh, ends_on=date(2026, 10, 1))
    far = factory.project("Xa", unit=units.ba_dinh, province=units.ha_noi)
    course(far, "CANARY", trainee_count=1000)
    return SimpleNamespace(sewing=sewing, old=old, far=far)


def names(browser: Client, **query: Any) -> list[str]:
    answer = browser.get(LIST, query)
    assert answer.status_code == 200
    return [row.name for row in answer.context["list"].page]


def test_the_newest_first_undated_last(officer: Client, some: SimpleNamespace) -> None:
    assert names(officer) == ["May", "Cói", "Gốm", "Thêu"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "theu ren"}, ["Thêu"]),
        ({"q": "truong nghe coi"}, ["Cói"]),
        ({"q": "dao tao nghe MAY"}, ["May", "Gốm", "Thêu"]),
        ({"q": "quynh phu"}, ["Cói"]),
        ({"q": "canary"}, []),
        ({"year": "2024"}, ["Cói"]),
        ({"year": "2026"}, ["May", "Gốm", "Thêu"]),
        ({"year": "2025"}, []),
        ({"kind": "handing_down"}, ["Thêu"]),
        ({"kind": ["handing_down", "vocational"]}, ["May", "Cói", "Gốm", "Thêu"]),
        ({"state": "running"}, ["Gốm"]),
        ({"figures": "unknown"}, ["Gốm", "Thêu"]),
        ({"figures": "overdue"}, ["Gốm"]),
        ({"sort": "name"}, ["Cói", "Gốm", "May", "Thêu"]),
        ({"sort": "-trainees"}, ["May", "Cói", "Thêu", "Gốm"]),
        ({"sort": "ends"}, ["May", "Gốm", "Cói", "Thêu"]),
        ({"sort": "nonsense"}, ["May", "Cói", "Gốm", "Thêu"]),
    ],
)
def test_filters_and_sorts(
    officer: Client, some: SimpleNamespace, query: dict[str, Any], found: list[str]
) -> None:
    assert names(officer, **query) == found


def test_by_project_and_place(
    officer: Client, place: SimpleNamespace, some: SimpleNamespace
) -> None:
    units = place.units
    assert names(officer, project=some.old.pk) == ["Cói"]
    assert names(officer, unit=units.quynh_phu.pk) == ["Cói"]
    assert names(officer, unit=units.hiep_cuong.pk) == ["Gốm"]
    assert names(officer, unit=units.son_nam.pk) == ["Gốm"]
    assert names(officer, unit=units.hung_yen.pk) == ["May", "Cói", "Gốm", "Thêu"]


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ({"year": "1"}, "Năm phải trong khoảng"),
        ({"kind": "x"}, "Loại lớp đã chọn không có."),
        ({"state": "x"}, "Tình trạng đã chọn không có."),
        ({"figures": "x"}, "Điều kiện về số liệu đã chọn không có."),
        ({"unit": "999999"}, "Địa bàn không có hoặc không thuộc phạm vi của đơn vị."),
        ({"project": "far"}, "Đề án không có hoặc không thuộc phạm vi của đơn vị."),
    ],
)
def test_what_is_not_understood(
    officer: Client, some: SimpleNamespace, query: dict[str, str], notice: str
) -> None:
    query = {name: str(some.far.pk) if value == "far" else value for name, value in query.items()}
    answer = officer.get(LIST, query)
    assert answer.status_code == 400
    assert notice in text_of(answer)
    assert list(answer.context["list"].page) == []
    export = officer.get(f"{LIST}xuat/", query)
    assert (export.status_code, export["Location"].split("?")[0]) == (302, LIST)


def test_pills_name_the_conditions(officer: Client, some: SimpleNamespace) -> None:
    query = {"year": "2026", "kind": "vocational", "project": some.sewing.project_id}
    pills = officer.get(LIST, query).context["list"].pills
    assert [(pill.label, pill.value) for pill in pills] == [
        ("Năm", "2026"),
        ("Loại lớp", "Đào tạo nghề"),
        ("Đề án", "Đào tạo nghề may"),
    ]


def test_sums_are_over_what_is_known(officer: Client, some: SimpleNamespace) -> None:
    words = text_of(officer.get(LIST))
    foot = words[words.index("Cộng 4 lớp") :]
    assert foot.startswith(
        "Cộng 4 lớp 2 lớp chưa rõ số học viên; các tổng chỉ gồm phần đã biết 55 dự kiến 40 "
        "30 3 chưa rõ 0 3 chưa rõ 28 3 chưa rõ"
    )


def test_nothing_yet_and_nothing_found(officer: Client, place: SimpleNamespace) -> None:
    assert "Chưa có lớp nào" in text_of(officer.get(LIST))
    assert "Thêm lớp đầu tiên" in text_of(officer.get(LIST))
    assert "Không có lớp nào khớp điều kiện" in text_of(officer.get(LIST, {"q": "xyz"}))


def test_export_gives_what_is_filtered(officer: Client, some: SimpleNamespace) -> None:
    answer = officer.get(f"{LIST}xuat/", {"q": "may", "state": "finished"})
    assert answer["Content-Disposition"] == 'attachment; filename="lop-dao-tao.xlsx"'
    rows = read(answer)
    assert len(rows) == 2
    found = dict(zip(*rows, strict=True))
    assert found == {
        "Tên lớp": "May",
        "Loại lớp": "Đào tạo nghề",
        "Nghề, chuyên đề": None,
        "Mã đề án": "KC26-007",
        "Đề án": "Đào tạo nghề may",
        "Đơn vị đào tạo": None,
        "Đơn vị đào tạo (ghi thêm)": None,
        "Địa điểm": "Xã Hưng Hà",
        "Mã địa bàn": "12586",
        "Địa điểm (ghi thêm)": None,
        "Khai giảng": date(2026, 5, 4),
        "Bế giảng": date(2026, 8, 20),
        "Tình trạng": "Đã bế giảng",
        "Học viên dự kiến": 40,
        "Học viên": 35,
        "Nữ": 30,
        "Dân tộc thiểu số": 0,
        "Dự kiến có việc làm": None,
        "Có việc làm sau đào tạo": 28,
        "Số có việc làm tính đến": None,
        "Trang nguồn": None,
        "Ghi chú": None,
    }
    assert [row[0] for row in read(officer.get(f"{LIST}xuat/"))] == [
        "Tên lớp",
        "May",
        "Cói",
        "Gốm",
        "Thêu",
    ]


def read(answer: Any) -> list[list[Any]]:
    """The rows of a workbook; a moment at midnight is a day."""
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    return [
        [
            cell.value.date() if cell.is_date else cell.value or (0 if cell.value == 0 else None)
            for cell in row
        ]
        for row in sheet.iter_rows()
    ]


# --- queries -------------------------------------------------------------------------------------


def asked(browser: Client, address: str) -> int:
    browser.get(address)  # what is remembered from the first time doesn't count
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("role", ["centre_officer", "local_officer"])
def test_queries_do_not_grow_with_rows(
    place: SimpleNamespace, people: SimpleNamespace, role: str
) -> None:
    browser = signed_in(people.of[role])
    provider = factory.organisation(
        place.units.hung_ha, name="Trường nghề", kind="training_provider"
    )
    counts: dict[str, list[int]] = {}
    made: list[TrainingCourse] = []
    for number in (1, 3, 50):
        while len(made) < number:
            of = training_project(place, code=f"KC26-{len(made) + 10:03}")
            facts = {"line": of.line, "provider": provider, "state": "finished"}
            facts |= {"ends_on": date(2026, 8, 20)}
            made.append(course(of.project, f"Lớp {len(made):03}", **facts))
        for address in (
            LIST,
            f"{LIST}?q=lop&year=2026",
            f"{LIST}xuat/",
            f"{LIST}{made[0].pk}/",
            f"{LIST}{made[0].pk}/sua/",
            f"{LIST}them/",
            f"{LIST}them/?project={made[0].project_id}",
        ):
            counts.setdefault(address, []).append(asked(browser, address))
    assert {address: len(set(found)) for address, found in counts.items()} == dict.fromkeys(
        counts, 1
    ), counts
