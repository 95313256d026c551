"""The pages where plans, decisions and projects are typed in: what is taken, what is said."""

import re
from collections.abc import Mapping
from datetime import date
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from programmes.choices import FundingSource
from programmes.forms import ProjectForm
from programmes.models import (
    Allocation,
    AnnualPlan,
    DecisionLine,
    PlanDecision,
    SupportProject,
)
from programmes.services import record_decision, save_decision, save_project
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.factories.beneficiaries import facility
from tests.programmes.conftest import MILLION

S = FundingSource
NEW = "/de-an/them/"


@pytest.fixture
def browser(client_of_officer: Client) -> Client:
    """The officer's browser."""
    return client_of_officer


def posted(place: SimpleNamespace, rows: tuple[Mapping[str, Any], ...] = (), **more: Any) -> dict:
    """A whole form of a project, right in every field."""
    data = {
        "plan": place.plan.pk,
        "code": "",
        "name": "Hỗ trợ máy dệt chiếu",
        "kind": "single",
        "activity": place.machines.pk,
        "implementing_organisation": "",
        "unit": place.units.hung_ha.pk,
        "place_text": "",
        "starts_on": "01/03/2026",
        "ends_on": "30/11/2026",
        "support": "200",
        "support_commune": "0",
        "counterpart": "235,8",
        "other": "0",
        "stated_total_amount": "",
        "objective": "",
        "scale": "",
        "note": "",
        "version": "",
        **_rows("thu-huong", rows),
    }
    return data | more


def _rows(prefix: str, rows: tuple[Mapping[str, Any], ...], initial: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": initial,
    }
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def text_of(answer: Any) -> str:
    """What the page says, as a person reads it."""
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


# --- a project through its form -------------------------------------------------------------------


def test_a_project_with_its_beneficiaries_and_money(
    place: SimpleNamespace, browser: Client
) -> None:
    lace = facility(place.units.hung_ha, "Cơ sở Ren Hưng Hà")
    answer = browser.post(
        NEW,
        posted(
            place,
            (
                {"kind": "facility", "facility": lace.pk},
                {"kind": "unnamed", "expected_count": "3"},
                {"kind": "facility"},
            ),
        ),
    )
    project = SupportProject.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/de-an/{project.pk}/")
    assert (project.code, project.level, project.first_year, project.state) == (
        "KC26-001",
        "local",
        2026,
        "registered",
    )
    assert (project.starts_on, project.ends_on) == (date(2026, 3, 1), date(2026, 11, 30))
    assert [(row.kind, row.facility, row.expected_count) for row in project.allocations.all()] == [
        ("facility", lace, None),
        ("unnamed", None, 3),
    ]
    assert project.beneficiary_text == "Cơ sở Ren Hưng Hà; Chưa xác định (dự kiến 3)"
    lines = DecisionLine.objects.order_by("pk").values_list("source", "amount", "allocation")
    assert sorted(lines) == [
        ("counterpart", 235_800_000, None),
        ("other", 0, None),
        ("support_commune", 0, None),
        ("support_provincial", 200 * MILLION, None),
    ]
    assert project.total_amount == 435_800_000
    assert {row.history_user for row in project.history.all()} == {place.officer}
    page = text_of(browser.get(f"/de-an/{project.pk}/"))
    assert "Đã lưu đề án." in page
    assert "435,8" in page


def test_the_form_shows_what_is_stored_and_changes_only_that(
    place: SimpleNamespace, browser: Client
) -> None:
    browser.post(NEW, posted(place, ({"kind": "group", "group_name": "25 thợ dệt"},)))
    project = SupportProject.objects.get()
    address = f"/de-an/{project.pk}/sua/"
    form = browser.get(address).context["form"]
    assert {name: form[name].value() for name in ("support", "counterpart", "other")} == {
        "support": 200 * MILLION,
        "counterpart": 235_800_000,
        "other": 0,
    }
    part = project.allocations.get()
    changed = posted(
        place,
        ({"id": part.pk, "kind": "group", "group_name": "30 thợ dệt"},),
        code="KC26-001",
        support="210",
        version=project.version,
    ) | {"thu-huong-INITIAL_FORMS": 1}
    assert browser.post(address, changed).status_code == 302
    project.refresh_from_db()
    assert (project.support_amount, project.beneficiary_text) == (210 * MILLION, "30 thợ dệt")
    assert DecisionLine.objects.count() == 4
    gone = changed | {"thu-huong-0-DELETE": "on", "version": project.version}
    assert browser.post(address, gone).status_code == 302
    assert not Allocation.objects.exists()


def test_empty_money_is_unknown_and_begins_no_round(
    place: SimpleNamespace, browser: Client
) -> None:
    blank = dict.fromkeys(("support", "support_commune", "counterpart", "other"), "")
    assert browser.post(NEW, posted(place, **blank)).status_code == 302
    project = SupportProject.objects.get()
    assert (project.support_amount, project.total_amount) == (None, None)
    assert not PlanDecision.objects.exists()


def test_a_plan_of_unknown_level_has_support_of_unknown_source(
    place: SimpleNamespace, browser: Client
) -> None:
    plan = factory.plan(place.units.hung_yen, 2026, "unknown")
    assert browser.post(NEW, posted(place, plan=plan.pk)).status_code == 302
    assert SupportProject.objects.get().support_amount == 200 * MILLION
    assert DecisionLine.objects.filter(source=S.UNKNOWN_SUPPORT).count() == 1


def test_lines_of_a_text_stay_lines(place: SimpleNamespace, browser: Client) -> None:
    browser.post(NEW, posted(place, objective="Giảm nhặt tay.\r\nTăng sản lượng."))
    assert SupportProject.objects.get().objective == "Giảm nhặt tay.\nTăng sản lượng."


# --- bad inputs: the number is that of the list of bad inputs -------------------------------------

LIMIT = "Số tiền vượt quá giới hạn cho phép (999.999.999.999 đồng)."
DAY = "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 13/02/2026."
BAD = [
    ("1", {"support": "-5"}, "support", "Kinh phí phải là số nguyên không âm (đồng)."),
    (
        "2",
        {"support": "1.500.000,50 đồng"},
        "support",
        "Số tiền tính bằng đồng, không có phần lẻ. Ví dụ: 1.500.000.",
    ),
    ("2 asked back", {"support": "1.500 đồng"}, "", ""),
    ("2 in triệu", {"support": "1,500"}, "support", "Xác nhận số tiền 1.500.000 đồng?"),
    ("3 exponent", {"support": "1e9"}, "support", "Số tiền không hợp lệ."),
    ("3 NaN", {"support": "NaN"}, "support", "Số tiền không hợp lệ."),
    ("3 Infinity", {"support": "Infinity"}, "support", "Số tiền không hợp lệ."),
    ("3 hex", {"support": "0x10"}, "support", "Số tiền không hợp lệ."),
    ("4 Arabic", {"support": "٩٩٩"}, "support", "Chỉ dùng chữ số 0–9."),
    ("4 full width", {"support": "９９９"}, "", ""),
    ("5", {"support": "1" + "0" * 20}, "support", LIMIT),
    ("8", {"ends_on": "31/02/2026"}, "ends_on", "Ngày 31/02/2026 không tồn tại."),
    ("9", {"starts_on": "02-13-2026"}, "starts_on", DAY),
    (
        "10",
        {"ends_on": "28/02/2026"},
        "ends_on",
        "Ngày kết thúc phải sau ngày bắt đầu (01/03/2026).",
    ),
    ("11 early", {"starts_on": "01/01/1900"}, "starts_on", "Năm phải trong khoảng 2000–2040."),
    ("11 late", {"ends_on": "01/01/3026"}, "ends_on", "Năm phải trong khoảng 2000–2040."),
    (
        "16 zero width",
        {"name": "\u200b\u200d"},
        "name",
        "Tên đề án không được để trống hoặc chứa ký tự ẩn.",
    ),
    ("16 blank", {"name": "   "}, "name", "Chưa nhập Tên đề án."),
    ("19", {"name": "Máy\x00dệt"}, "name", "Nội dung chứa ký tự không hợp lệ."),
    (
        "20",
        {"note": "a" * 1_048_576},
        "note",
        "Ghi chú tối đa 2.000 ký tự (đang có 1.048.576).",
    ),
    ("23", {"name": ""}, "name", "Chưa nhập Tên đề án."),
    ("23 place", {"unit": ""}, "unit", "Chưa chọn Địa điểm thực hiện."),
    ("23 plan", {"plan": ""}, "plan", "Chưa chọn Kế hoạch."),
    ("unit not a number", {"unit": "1 OR 1=1"}, "unit", "Địa bàn không thuộc phạm vi của đơn vị."),
    ("unit too long", {"unit": "9" * 40}, "unit", "Địa bàn không thuộc phạm vi của đơn vị."),
]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"), [row[1:] for row in BAD], ids=[r[0] for r in BAD]
)
def test_bad_input_is_told_at_its_field(
    place: SimpleNamespace, browser: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = browser.post(NEW, posted(place, **typed))
    if not sentence:  # understood, not refused
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors == {field: [sentence]}
    page = text_of(answer)
    assert sentence in page
    for name, value in ({"counterpart": "235,8", "starts_on": "01/03/2026"} | typed).items():
        if len(value) < 100 and "\x00" not in value:
            assert form[name].value() == value
    assert not SupportProject.objects.exists()
    assert not PlanDecision.objects.exists()


def test_a_lone_surrogate_is_refused() -> None:
    """No browser can send one; a script that fills the form can."""
    form = ProjectForm.base_fields["name"]
    with pytest.raises(ValidationError, match="Nội dung chứa ký tự không hợp lệ"):
        form.clean("Máy \ud800")


def test_a_script_is_text(place: SimpleNamespace, browser: Client) -> None:
    """No 17."""
    name = '<script>alert(1)</script> & "dấu"'
    assert browser.post(NEW, posted(place, name=name)).status_code == 302
    project = SupportProject.objects.get()
    assert project.name == name
    for address in (f"/de-an/{project.pk}/", "/de-an/", f"/ke-hoach/{place.plan.pk}/"):
        page = browser.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_composed_and_decomposed_names_are_one(place: SimpleNamespace, browser: Client) -> None:
    """No 18: stored NFC, and found by either writing."""
    assert (
        browser.post(NEW, posted(place, name="De\u0323\u0302t chie\u0302\u0301u")).status_code
        == 302
    )
    assert SupportProject.objects.get().name == "D\u1ec7t chi\u1ebfu"
    for words in ("Dệt chiếu", "De\u0323\u0302t", "det"):
        assert browser.get("/de-an/", {"q": words}).context["list"].count == 1


@pytest.mark.parametrize("unit", ["ba_dinh", "ha_noi"])
def test_a_place_of_another_province(place: SimpleNamespace, browser: Client, unit: str) -> None:
    """No 24: refused without its name."""
    foreign = getattr(place.units, unit)
    answer = browser.post(NEW, posted(place, unit=foreign.pk))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"unit": ["Địa bàn không thuộc phạm vi của đơn vị."]}
    assert foreign.name not in text_of(answer)


def test_what_others_own_can_not_be_chosen(
    place: SimpleNamespace, people: SimpleNamespace, browser: Client
) -> None:
    foreign = facility(place.units.ba_dinh, "Cơ sở bí mật ở Hà Nội")
    plan = factory.plan(place.units.ha_noi, 2026)
    answer = browser.post(
        NEW, posted(place, ({"kind": "facility", "facility": foreign.pk},), plan=plan.pk)
    )
    sentence = "Mục đã chọn ở ô này không có hoặc không thuộc phạm vi của đơn vị."
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"plan": [sentence]}
    assert answer.context["parts"].errors[0]["facility"] == [sentence]
    assert "bí mật" not in text_of(answer)


@pytest.mark.parametrize("total", ["501", "1001", "1000000"])
def test_too_many_rows(place: SimpleNamespace, browser: Client, total: str) -> None:
    """No 32."""
    answer = browser.post(NEW, posted(place) | {"thu-huong-TOTAL_FORMS": total})
    assert answer.status_code == 422
    assert "Biểu mẫu quá nhiều dòng (tối đa 500). Hãy dùng chức năng nhập Excel." in text_of(answer)
    assert not SupportProject.objects.exists()


def test_a_form_without_its_frame(place: SimpleNamespace, browser: Client) -> None:
    data = posted(place)
    del data["thu-huong-TOTAL_FORMS"]
    answer = browser.post(NEW, data)
    assert answer.status_code == 422
    assert "Biểu mẫu gửi lên bị thiếu. Tải lại trang rồi nhập lại." in text_of(answer)


def test_all_that_is_wrong_is_said_at_once(place: SimpleNamespace, browser: Client) -> None:
    answer = browser.post(
        NEW, posted(place, ({"kind": "group", "group_name": ""},), name="", support="-5", unit="")
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "support", "unit"}
    assert answer.context["parts"].errors == [
        {"__all__": ["Chọn đơn vị thụ hưởng đúng với loại đã chọn."]}
    ]
    assert "Chọn đơn vị thụ hưởng đúng với loại đã chọn." in text_of(answer)


def test_a_row_of_beneficiaries_is_not_lost_silently(
    place: SimpleNamespace, browser: Client
) -> None:
    """Only a row as the page offers it, "cơ sở" and no name, is an empty one."""
    empty = ({"kind": "facility"}, {"kind": ""}, {})
    assert browser.post(NEW, posted(place, empty)).status_code == 302
    assert not Allocation.objects.exists()
    for kind in ("organisation", "group"):
        answer = browser.post(NEW, posted(place, ({"kind": kind},)))
        assert (answer.status_code, answer.context["parts"].is_valid()) == (422, False)
    for kind in ("unnamed", "none"):
        assert browser.post(NEW, posted(place, ({"kind": kind},))).status_code == 302
    assert [row.kind for row in Allocation.objects.order_by("pk")] == ["unnamed", "none"]


def test_a_source_that_the_plan_does_not_have(place: SimpleNamespace, browser: Client) -> None:
    national = factory.plan(place.units.hung_yen, 2026, "national")
    answer = browser.post(NEW, posted(place, plan=national.pk, support_commune="5"))
    assert answer.context["form"].errors == {
        "support_commune": ["Kế hoạch quốc gia không có nguồn này; để trống hoặc nhập 0."]
    }


# --- a form that was overtaken --------------------------------------------------------------------


def test_a_stale_form_answers_409_and_keeps_what_was_typed(
    place: SimpleNamespace, browser: Client, weaving: SupportProject
) -> None:
    """No 25."""
    seen = weaving.version
    weaving.note = "Người khác ghi"
    save_project(weaving, by=place.officer)
    typed = posted(place, name="Tên tôi vừa gõ", version=seen)
    address = f"/de-an/{weaving.pk}/sua/"
    answer = browser.post(address, typed)
    assert answer.status_code == 409
    page = text_of(answer)
    assert f"Hồ sơ vừa được {place.officer} cập nhật lúc " in page
    assert "Tên tôi vừa gõ" in page
    assert SupportProject.objects.get().name == "Hỗ trợ máy dệt chiếu"
    # The page carries the present version now: who has seen it may save.
    assert answer.context["form"]["version"].value() == str(weaving.version)
    again = browser.post(address, typed | {"version": weaving.version})
    assert again.status_code == 302
    assert SupportProject.objects.get().name == "Tên tôi vừa gõ"


def test_a_fresh_form_is_no_stale_one(
    place: SimpleNamespace, browser: Client, weaving: SupportProject
) -> None:
    answer = browser.post(f"/de-an/{weaving.pk}/sua/", posted(place, version=weaving.version))
    assert answer.status_code == 302


def test_recorded_money_is_closed_in_the_form(place: SimpleNamespace, browser: Client) -> None:
    browser.post(NEW, posted(place))
    project, decision = SupportProject.objects.get(), PlanDecision.objects.get()
    decision.number, decision.signed_on = "15/QĐ-UBND", date(2026, 3, 19)
    save_decision(decision, by=place.officer)
    record_decision(decision, by=place.officer)
    project.refresh_from_db()
    typed = posted(place, name="Tên khác", support="999", version=project.version)
    assert browser.post(f"/de-an/{project.pk}/sua/", typed).status_code == 302
    project.refresh_from_db()
    assert (project.name, project.support_amount) == ("Tên khác", 200 * MILLION)
    assert DecisionLine.objects.count() == 4
    page = text_of(browser.get(f"/de-an/{project.pk}/sua/"))
    assert "Kinh phí đã ghi nhận theo quyết định" in page


# --- removing -------------------------------------------------------------------------------------


def test_removing_and_why_not(
    place: SimpleNamespace, browser: Client, weaving: SupportProject
) -> None:
    assert browser.post(f"/de-an/{weaving.pk}/xoa/").status_code == 302
    assert browser.get(f"/de-an/{weaving.pk}/").status_code == 404
    kept = factory.project(
        "Gốm", unit=place.units.a_sao, province=place.units.hung_yen, lines={S.PROVINCIAL: 1}
    )
    answer = browser.post(f"/de-an/{kept.pk}/xoa/", follow=True)
    assert "Chưa xóa được đề án: đã có trong quyết định ghi nhận." in text_of(answer)
    assert SupportProject.objects.get(pk=kept.pk).deleted_at is None


# --- decisions ------------------------------------------------------------------------------------


def decision_form(rows: tuple[Mapping[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    data = {
        "kind": "approval",
        "round": "1",
        "number": "15/QĐ-UBND",
        "signed_on": "19/03/2026",
        "issuer": "UBND tỉnh",
        "signer": "Chủ tịch minh họa",
        "title": "",
        "note": "",
    }
    return data | _rows("dong", rows) | more


def test_a_decision_with_its_lines(
    place: SimpleNamespace, browser: Client, weaving: SupportProject
) -> None:
    address = f"/ke-hoach/{place.plan.pk}/quyet-dinh/them/"
    row = {"project": weaving.pk, "source": S.PROVINCIAL, "amount": "235,8"}
    assert browser.post(address, decision_form((row,))).status_code == 302
    decision = PlanDecision.objects.get()
    assert (decision.plan, decision.level, decision.state) == (place.plan, "local", "draft")
    assert decision.lines.get().amount == 235_800_000
    page = browser.post(f"/ke-hoach/quyet-dinh/{decision.pk}/ghi-nhan/", follow=True)
    assert "Đã ghi nhận quyết định" in text_of(page)
    weaving.refresh_from_db()
    assert (weaving.state, weaving.approved_on) == ("approved", date(2026, 3, 19))


def test_recording_says_what_is_missing(
    place: SimpleNamespace, browser: Client, weaving: SupportProject
) -> None:
    address = f"/ke-hoach/{place.plan.pk}/quyet-dinh/them/"
    assert browser.post(address, decision_form(number="", signed_on="")).status_code == 302
    decision = PlanDecision.objects.get()
    page = text_of(browser.post(f"/ke-hoach/quyet-dinh/{decision.pk}/ghi-nhan/", follow=True))
    for sentence in (
        "Chưa nhập Số, ký hiệu.",
        "Chưa nhập Ngày ký.",
        "Quyết định chưa có dòng kinh phí nào.",
    ):
        assert sentence in page
    decision.refresh_from_db()
    assert decision.state == "draft"


def test_a_recorded_decision_is_closed(
    place: SimpleNamespace, browser: Client, weaving: SupportProject
) -> None:
    closed = factory.decision(place.plan, number="15/QĐ-UBND")
    address = f"/ke-hoach/quyet-dinh/{closed.pk}/sua/"
    answer = browser.post(address, decision_form(number="99"))
    assert answer.status_code == 409
    assert "Hồ sơ đã ghi nhận; hãy lập quyết định điều chỉnh." in text_of(answer)
    assert browser.get(address, follow=True).redirect_chain == [(closed.get_absolute_url(), 302)]
    closed.refresh_from_db()
    assert closed.number == "15/QĐ-UBND"


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        ({"amount": ""}, "amount", "Chưa nhập Số tiền."),
        ({"amount": "1e9"}, "amount", "Số tiền không hợp lệ."),
        ({"project": ""}, "project", "Chưa chọn Đề án."),
        (
            {"project": "other plan"},
            "project",
            "Mục đã chọn ở ô này không có hoặc không thuộc phạm vi của đơn vị.",
        ),
    ],
)
def test_a_bad_line(
    place: SimpleNamespace,
    browser: Client,
    weaving: SupportProject,
    row: dict[str, str],
    field: str,
    sentence: str,
) -> None:
    other = factory.registered(
        place, "Gốm", unit=place.units.a_sao, of=factory.plan(place.units.hung_yen, 2027)
    )
    typed = {"project": str(weaving.pk), "source": S.PROVINCIAL, "amount": "5"} | row
    typed["project"] = typed["project"].replace("other plan", str(other.pk))
    address = f"/ke-hoach/{place.plan.pk}/quyet-dinh/them/"
    answer = browser.post(address, decision_form((typed,)))
    assert answer.status_code == 422
    assert answer.context["lines"].errors == [{field: [sentence]}]
    notice = text_of(answer).partition("data-focus")[2].partition("<form")[0]
    assert f'<a href="#id_dong-0-{field}">Dòng 1, ' in notice
    assert f"</a>: {sentence}" in notice
    assert not PlanDecision.objects.exists()


def test_too_many_lines(place: SimpleNamespace, browser: Client) -> None:
    address = f"/ke-hoach/{place.plan.pk}/quyet-dinh/them/"
    answer = browser.post(address, decision_form() | {"dong-TOTAL_FORMS": "1000000"})
    assert answer.status_code == 422
    assert "Biểu mẫu quá nhiều dòng (tối đa 500). Hãy dùng chức năng nhập Excel." in text_of(answer)


def test_a_stale_decision_form(place: SimpleNamespace, browser: Client) -> None:
    decision = factory.decision(place.plan, state="draft", number="1")
    seen = decision.version
    decision.number = "2"
    save_decision(decision, by=place.officer)
    answer = browser.post(
        f"/ke-hoach/quyet-dinh/{decision.pk}/sua/", decision_form(version=seen, number="3")
    )
    assert answer.status_code == 409
    assert answer.context["form"]["number"].value() == "3"
    assert PlanDecision.objects.get().number == "2"


# --- plans ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"year": "1900"}, "year", "Năm phải trong khoảng 2000–2040."),
        ({"year": "3026"}, "year", "Năm phải trong khoảng 2000–2040."),
        ({"year": "hai nghìn"}, "year", "Năm không hợp lệ."),
        ({"year": ""}, "year", "Chưa nhập Năm."),
        ({"year": "2026"}, "__all__", "Kế hoạch của tỉnh, năm và cấp này đã có."),
        ({"level": "unknown"}, "level", None),
    ],
)
def test_a_bad_plan(
    place: SimpleNamespace, browser: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    data = {"province": place.units.hung_yen.pk, "year": "2027", "level": "local", "programme": ""}
    answer = browser.post("/ke-hoach/them/", data | typed)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == {field}
    assert sentence is None or errors[field] == [sentence]
    assert AnnualPlan.objects.count() == 1
    assert browser.post("/ke-hoach/them/", data).status_code == 302
    assert AnnualPlan.objects.filter(year=2027, level="local").count() == 1


def test_a_plan_of_another_province(place: SimpleNamespace, browser: Client) -> None:
    data = {"province": place.units.ha_noi.pk, "year": "2027", "level": "local", "programme": ""}
    answer = browser.post("/ke-hoach/them/", data)
    assert answer.status_code == 422
    assert "Hà Nội" not in text_of(answer)


# --- what a local office sees of a plan -----------------------------------------------------------


def test_a_local_office_sees_only_its_lines(
    place: SimpleNamespace, people: SimpleNamespace
) -> None:
    for name, unit in (("Dệt chiếu", "hung_ha"), ("Gốm bí mật", "a_sao")):
        factory.project(
            name,
            unit=getattr(place.units, unit),
            province=place.units.hung_yen,
            lines={S.PROVINCIAL: 7 * MILLION},
        )
    decision = PlanDecision.objects.get()
    browser = signed_in(people.local)
    for address in (f"/ke-hoach/{place.plan.pk}/", f"/ke-hoach/quyet-dinh/{decision.pk}/"):
        page = text_of(browser.get(address))
        assert "Dệt chiếu" in page
        assert "bí mật" not in page
        assert "14" not in re.findall(r"\b14(?:,0)?\b", page)
    assert signed_in(people.stranger).get(f"/ke-hoach/{place.plan.pk}/").status_code == 404
