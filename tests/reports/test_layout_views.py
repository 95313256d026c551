"""The pages of layouts: list, editor, preview, copies; what was typed stays."""

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.choices import Role
from accounts.services import system_user
from programmes.models import BudgetLine, SupportProject
from reports import selectors
from reports.models import FormLayout
from reports.services import load_layouts
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.policy.page_forms import values_of
from tests.reports import readers

pytestmark = pytest.mark.django_db
FORM = "bieu-mau"


@pytest.fixture(autouse=True)
def _in_november() -> Any:
    with time_machine.travel("2026-11-02 09:00+07:00", tick=False):
        yield


@pytest.fixture
def layout(place: SimpleNamespace) -> FormLayout:
    """The annual plan's layout of 2026 as shipped, and two projects."""
    load_layouts(by=system_user())
    for name, amount in (("Đề án máy dệt", 150_000_000), ("Đề án lò nung", 235_850_000)):
        factory.project(
            name,
            unit=place.units.quynh_phu,
            province=place.units.hung_yen,
            lines={"support_provincial": amount},
        )
    return FormLayout.objects.on("annual-plan", date(2026, 12, 31)).get()


@pytest.fixture
def client(place: SimpleNamespace) -> Client:
    return signed_in(place.officer)


def url(layout: FormLayout, *more: str) -> str:
    return f"/mau-bieu/{layout.pk}/" + "".join(f"{part}/" for part in more)


def typed(client: Client, layout: FormLayout, **changes: str | None) -> dict[str, Any]:
    """What the editor would post, with changes; None takes a tick away."""
    values: dict[str, Any] = values_of(client.get(url(layout)).text, FORM)
    for name, value in changes.items():
        if value is None:
            values.pop(name)
        else:
            values[name] = value
    return values


def shown(layout: FormLayout) -> list[tuple[str, str]]:
    found = selectors.layout_of(FormLayout.objects.get(pk=layout.pk)).columns
    return [(line.key, line.label) for line in found if line.shown]


def column_names(text: str) -> list[str]:
    """The values of the rows' name fields, from the top down."""
    return re.findall(r'name="cot-([\w-]+)-label"', text)


# --- list -----------------------------------------------------------------------------------------


def test_the_list_says_which_one_holds(client: Client, layout: FormLayout) -> None:
    page = client.get("/mau-bieu/")
    assert page.status_code == 200
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert "(từ năm 2026) 01/01/2026 – Đang áp dụng Mẫu số 2 chưa đối chiếu, không in" in text
    assert "(đến năm 2025) – 31/12/2025 Hết áp dụng" in text
    assert client.get("/bao-cao/").text.count('href="/mau-bieu/"') == 1


def test_who_may_not_change_them_does_not_see_them(
    place: SimpleNamespace, layout: FormLayout
) -> None:
    leader = signed_in(factory.person(place.centre, Role.CENTRE_LEADER))
    assert leader.get("/mau-bieu/").status_code == 403
    assert leader.get(url(layout)).status_code == 403
    assert leader.post(url(layout, "xem-truoc")).status_code == 403
    assert leader.get("/mau-bieu/999999/").status_code == 404
    for address in ("/bao-cao/", "/bao-cao/annual-plan/?nam=2026"):
        assert "/mau-bieu/" not in leader.get(address).text


def test_the_report_leads_to_its_layout(client: Client, layout: FormLayout) -> None:
    assert f'href="{url(layout)}"' in client.get("/bao-cao/annual-plan/?nam=2026").text
    old = FormLayout.objects.on("annual-plan", date(2024, 12, 31)).get()
    assert f'href="{url(old)}"' in client.get("/bao-cao/annual-plan/?nam=2024").text


# --- storing --------------------------------------------------------------------------------------


def test_posting_the_page_as_it_is_changes_nothing(client: Client, layout: FormLayout) -> None:
    before = selectors.layout_of(layout)
    answer = client.post(url(layout), typed(client, layout))
    assert (answer.status_code, answer["Location"]) == (302, url(layout))
    after = selectors.layout_of(FormLayout.objects.get(pk=layout.pk))
    wanted = sorted(before.columns, key=lambda line: (not line.shown, line.order))
    assert [line.key for line in after.columns] == [line.key for line in wanted]
    assert [c for c in after.columns if c.shown] != []
    assert {(c.key, c.label, c.group, c.width, c.shown) for c in after.columns} == {
        (c.key, c.label, c.group, c.width, c.shown) for c in before.columns
    }
    assert (after.title, after.signers) == (before.title, ())


def test_columns_are_renamed_added_hidden_and_moved(client: Client, layout: FormLayout) -> None:
    changes = {
        "cot-beneficiary-label": "Đơn vị được hỗ trợ",
        "cot-state-shown": "on",
        "cot-state-order": "2",
        "cot-place-shown": None,
        "cot-moi-1-label": "Ký nhận",
        "cot-moi-1-group": "",
        "title": "Danh mục đề án {năm}",
        "ky-1-position": "Giám đốc",
        "ky-1-full_name": "Bà Minh Họa",
    }
    answer = client.post(url(layout), typed(client, layout, **changes))
    assert answer.status_code == 302
    found = shown(layout)
    assert found[:4] == [
        ("number", "STT"),
        ("state", "Trạng thái"),
        ("project", "Tên đề án"),
        ("beneficiary", "Đơn vị được hỗ trợ"),
    ]
    assert found[-1] == ("own_1", "Ký nhận")
    assert "place" not in dict(found)
    stored = selectors.layout_of(FormLayout.objects.get(pk=layout.pk))
    assert (stored.title, stored.signers) == (
        "Danh mục đề án {year}",
        (("", "Giám đốc", "Bà Minh Họa"),),
    )
    report = client.get("/bao-cao/annual-plan/?nam=2026").text
    heads, _rows = readers.html_rows(report, 2)
    assert heads[0][:4] == ["STT", "Trạng thái", "Tên đề án", "Đơn vị được hỗ trợ"]
    assert heads[0][-1] == "Ký nhận"
    assert "DANH MỤC ĐỀ ÁN 2026" in report or "Danh mục đề án 2026" in report


@pytest.mark.parametrize(("typed_place", "stands"), [("1", 0), ("2", 1), ("5", 4), ("13", 12)])
def test_a_typed_place_is_the_place(
    client: Client, layout: FormLayout, typed_place: str, stands: int
) -> None:
    client.post(url(layout), typed(client, layout, **{"cot-place-order": typed_place}))
    assert [key for key, _label in shown(layout)][stands] == "place"


def test_an_own_column_is_taken_out_by_its_tick(client: Client, layout: FormLayout) -> None:
    client.post(url(layout), typed(client, layout, **{"cot-moi-1-label": "Ký nhận"}))
    assert shown(layout)[-1] == ("own_1", "Ký nhận")
    client.post(url(layout), typed(client, layout, **{"cot-own_1-removed": "on"}))
    assert "own_1" not in dict(shown(layout))


def test_every_mistake_stands_at_its_field(client: Client, layout: FormLayout) -> None:
    changes = {
        "cot-project-label": " ",
        "cot-total-width": "3",
        "cot-place-order": "x",
        "title": "{tháng}",
        "valid_from": "31/02/2026",
        "ky-1-full_name": "Bà Minh Họa",
    }
    answer = client.post(url(layout), typed(client, layout, **changes))
    assert answer.status_code == 422
    for words in (
        "Chưa nhập Tên cột.",
        "Nhập số nguyên từ 5 đến 200.",
        "Nhập số nguyên từ 1 đến 999.",
        "Trong dấu ngoặc nhọn chỉ dùng {năm} hoặc {kỳ}.",
        "Ngày 31/02/2026 không tồn tại.",
        "Chưa nhập Chức vụ.",
        "6 ô cần sửa",
    ):
        assert words in answer.text, words
    assert 'href="#id_cot-total-width"' in answer.text
    assert "Bà Minh Họa" in answer.text
    assert FormLayout.objects.get(pk=layout.pk).version == 1


def test_a_sheet_without_text_is_refused_with_what_was_typed(
    client: Client, layout: FormLayout
) -> None:
    values = typed(client, layout, **{"cot-total-label": "Tổng số tiền"})
    kept = {k: v for k, v in values.items() if not k.endswith("-shown") or "total" in k}
    answer = client.post(url(layout), kept)
    assert answer.status_code == 422
    assert "ít nhất một cột chữ" in answer.text
    assert "Tổng số tiền" in answer.text


def test_overlapping_times_are_refused(client: Client, layout: FormLayout) -> None:
    answer = client.post(url(layout), typed(client, layout, valid_from="01/06/2025"))
    assert answer.status_code == 422
    assert "Trùng thời gian với mẫu" in answer.text


def test_who_comes_second_keeps_what_he_typed(client: Client, layout: FormLayout) -> None:
    mine = typed(client, layout, **{"cot-total-label": "Của tôi", "cot-moi-1-label": "Ký nhận"})
    theirs = typed(client, layout, **{"cot-total-label": "Của người khác", "decimals": "2"})
    assert client.post(url(layout), theirs).status_code == 302
    answer = client.post(url(layout), mine)
    assert answer.status_code == 409
    page = answer.text
    assert "vừa được" in page
    assert "Của người khác" in page
    again = values_of(page, FORM)
    assert again["cot-total-label"] == ["Của tôi"]
    assert again["cot-moi-1-label"] == ["Ký nhận"]
    assert client.post(url(layout), again).status_code == 302
    assert dict(shown(layout))["total"] == "Của tôi"


def test_nothing_posted_is_refused(client: Client, layout: FormLayout) -> None:
    assert client.post(url(layout)).status_code == 422


# --- without script -------------------------------------------------------------------------------


def test_buttons_move_a_row_without_storing(client: Client, layout: FormLayout) -> None:
    values = typed(client, layout, **{"cot-total-label": "Đang gõ"})
    page = client.post(url(layout), values | {"action": "len:beneficiary"})
    assert page.status_code == 200
    assert column_names(page.text)[:3] == ["number", "beneficiary", "project"]
    assert "Đang gõ" in page.text
    assert FormLayout.objects.get(pk=layout.pk).version == 1
    again = values_of(page.text, FORM)
    page = client.post(url(layout), again | {"action": "xuong:number"})
    assert column_names(page.text)[:3] == ["beneficiary", "number", "project"]
    client.post(url(layout), values_of(page.text, FORM))
    assert [key for key, _label in shown(layout)][:3] == ["beneficiary", "number", "project"]


def test_a_move_off_the_end_or_of_nothing_changes_nothing(
    client: Client, layout: FormLayout
) -> None:
    before = column_names(client.get(url(layout)).text)
    for action in ("len:number", "len:khong-co", "xuong:"):
        page = client.post(url(layout), typed(client, layout) | {"action": action})
        assert (page.status_code, column_names(page.text)) == (200, before)


def test_the_page_shows_the_preview_of_what_is_typed(client: Client, layout: FormLayout) -> None:
    values = typed(client, layout, **{"cot-project-label": "Tên dự án"})
    page = client.post(url(layout), values | {"action": "xem"})
    heads, _rows = readers.html_rows(page.text, 2)
    assert heads[0][1] == "Tên dự án"
    assert dict(shown(layout))["project"] == "Tên đề án"


# --- preview --------------------------------------------------------------------------------------


def test_the_preview_is_the_report_as_typed(client: Client, layout: FormLayout) -> None:
    values = typed(
        client,
        layout,
        **{
            "cot-moi-1-label": "Ký nhận",
            "decimals": "3",
            "ky-1-position": "Giám đốc",
            "recipients": "- Sở Công Thương;",
        },
    )
    answer = client.post(url(layout, "xem-truoc"), values)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    heads, rows = readers.html_rows(answer.text, 2)
    assert heads[0][-1] == "Ký nhận"
    flat = " ".join(cell for row in rows for cell in row)
    assert "Đề án máy dệt" in flat
    assert "235,850" in flat
    assert "GIÁM ĐỐC" in answer.text
    assert "- Sở Công Thương;" in answer.text
    assert FormLayout.objects.get(pk=layout.pk).version == 1


def test_the_preview_says_what_does_not_fit(client: Client, layout: FormLayout) -> None:
    values = typed(client, layout, **{"cot-objective-shown": "on", "cot-total-width": "6"})
    text = client.post(url(layout, "xem-truoc"), values).text
    assert "mọi cột in hẹp lại còn" in text
    assert "Cột “Tổng kinh phí” hẹp" in text


def test_what_can_not_be_read_has_no_preview(client: Client, layout: FormLayout) -> None:
    values = typed(client, layout, **{"cot-total-width": "x"})
    answer = client.post(url(layout, "xem-truoc"), values)
    assert answer.status_code == 422
    assert "chưa vẽ được bản xem trước" in answer.text
    assert client.get(url(layout, "xem-truoc")).status_code == 405


def test_a_year_of_many_digits_is_no_year(client: Client, layout: FormLayout) -> None:
    values = typed(client, layout, **{"xem-nam": "9" * 5000})
    assert client.post(url(layout, "xem-truoc"), values).status_code == 200


def test_a_form_code_prints_once_it_is_confirmed(client: Client, layout: FormLayout) -> None:
    values = typed(client, layout, form_code="Mẫu số 2b")
    assert "Mẫu số 2b" not in client.post(url(layout, "xem-truoc"), values).text
    values["is_confirmed"] = "on"
    assert "Mẫu số 2b" in client.post(url(layout, "xem-truoc"), values).text


# --- copies ---------------------------------------------------------------------------------------


def test_a_copy_opens(client: Client, layout: FormLayout) -> None:
    answer = client.post(url(layout, "nhan-ban"), {"valid_from": "01/01/2027"}, follow=True)
    made = FormLayout.objects.get(valid_from=date(2027, 1, 1))
    assert answer.redirect_chain == [(url(made), 302)]
    assert "Đã tạo bản sao áp dụng từ 01/01/2027" in answer.text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "Chưa nhập ngày áp dụng của bản sao."),
        ("32/01/2027", "không tồn tại"),
        ("01/01/2026", "Đã có mẫu áp dụng từ ngày này"),
    ],
)
def test_a_copy_from_no_day_is_refused(
    client: Client, layout: FormLayout, day: str, words: str
) -> None:
    answer = client.post(url(layout, "nhan-ban"), {"valid_from": day}, follow=True)
    assert answer.redirect_chain == [(url(layout), 302)]
    assert words in answer.text


def test_back_to_the_shipped_one_and_deletion_want_the_version_that_was_seen(
    client: Client, layout: FormLayout
) -> None:
    client.post(url(layout), typed(client, layout, **{"cot-project-label": "Tên dự án"}))
    answer = client.post(url(layout, "mac-dinh"), {"version": "1"}, follow=True)
    assert "hãy xem lại rồi làm lại" in answer.text
    assert dict(shown(layout))["project"] == "Tên dự án"
    client.post(url(layout, "mac-dinh"), {"version": "2"})
    assert dict(shown(layout))["project"] == "Tên đề án"
    assert client.post(url(layout, "xoa"), {"version": "3"})["Location"] == "/mau-bieu/"
    assert client.get(url(layout)).status_code == 404
    only = FormLayout.objects.on("courses", date(2026, 12, 31)).get()
    answer = client.post(url(only, "xoa"), {"version": "1"}, follow=True)
    assert "Không xóa được mẫu duy nhất" in answer.text
    assert 'data-dialog="xoa"' not in client.get(url(only)).text


# --- the budget of a project ----------------------------------------------------------------------


def test_the_budget_of_a_project_has_its_layout(
    place: SimpleNamespace, client: Client, layout: FormLayout
) -> None:
    budget = FormLayout.objects.on("budget", date(2026, 12, 31)).get()
    page = client.get(url(budget))
    assert "Đơn vị chưa có dự toán nào để xem thử mẫu này." in page.text
    assert 'name="xem-nam"' not in page.text
    project = SupportProject.objects.get(name="Đề án máy dệt")
    facts = {"quantity": 2, "unit_price": 75_000_000, "source": "support_provincial"}
    BudgetLine.objects.create(project=project, content="Máy dệt chiếu", order=1, **facts)
    changes = {
        "cot-content-label": "Khoản chi",
        "cot-moi-1-label": "Ý kiến thẩm định",
        "recipients": "- Hội đồng thẩm định;",
        "title": "Dự toán chi {năm}",
    }
    values = typed(client, budget, **changes)
    sheet = client.post(url(budget, "xem-truoc"), values)
    assert sheet.status_code == 200
    for words in ("Khoản chi", "Máy dệt chiếu", "Ý kiến thẩm định", "DỰ TOÁN CHI 2026"):
        assert words in sheet.text, words
    assert client.post(url(budget), values).status_code == 302
    paper = client.get(f"/de-an/{project.pk}/van-ban/du-toan/").text
    for words in ("Khoản chi", "Ý kiến thẩm định", "DỰ TOÁN CHI 2026", "- Hội đồng thẩm định;"):
        assert words in paper, words
