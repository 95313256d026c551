"""Components of the design system: what each says for its inputs, and that it escapes them."""

import pytest
from django import forms
from django.template.loader import render_to_string

pytestmark = pytest.mark.pure


def draw(name, **inputs):
    return " ".join(render_to_string(f"components/{name}.html", inputs).split())


def test_figure_opens_its_rows_and_names_what_is_bad():
    html = render_to_string(
        "components/figure.html",
        {
            "label": "Đề án cần chú ý",
            "value": "5",
            "bad": "3 chậm",
            "line": "2 sắp hết hạn",
            "url": "/x/",
        },
    )
    assert 'href="/x/"' in html
    assert '<span class="late">3 chậm</span>, 2 sắp hết hạn' in html


def test_figure_without_rows_is_no_link():
    html = render_to_string("components/figure.html", {"label": "Đã giao", "value": "0,0"})
    assert "<a " not in html


def test_tabs_mark_the_current_one_and_show_a_zero():
    items = [
        {"label": "Tất cả", "url": "/a/", "active": False, "count": 0},
        {"label": "<Chậm>", "url": "/b/", "active": True},
    ]
    html = render_to_string("components/tabs.html", {"items": items})
    assert '<span class="tab-count">0</span>' in html
    assert '<a href="/b/" aria-current="page">&lt;Chậm&gt;</a>' in html


def test_segmented_names_the_choice():
    items = [
        {"label": "Bảng", "url": "?a", "active": True},
        {"label": "Biểu đồ", "url": "?b", "active": False},
    ]
    html = render_to_string("components/segmented.html", {"items": items})
    assert '<a href="?a" aria-current="true">Bảng</a><a href="?b">Biểu đồ</a>' in html


def test_closed_button_says_why_and_who_can():
    html = draw("closed_button", label="Phê duyệt", why="Còn 1 lỗi.", who="Lãnh đạo phê duyệt.")
    assert 'aria-disabled="true"' in html
    assert "Còn 1 lỗi. Lãnh đạo phê duyệt." in html


def test_notice_of_an_error_is_an_alert():
    assert 'role="alert"' in draw("notice", kind="error", title="A", text="<b>")
    assert 'role="alert"' not in draw("notice", kind="info", title="A")
    assert "&lt;b&gt;" in draw("notice", kind="error", title="A", text="<b>")


class Norm(forms.Form):
    """One field that is wrong, one that is a choice, one that is a tick."""

    amount = forms.IntegerField(label="Số tiền", help_text="Ghi như trong văn bản")
    level = forms.ChoiceField(label="Cấp", choices=[("n", "QG")], widget=forms.RadioSelect)
    checked = forms.BooleanField(label="Đã đối chiếu", required=False)


@pytest.fixture
def norm():
    form = Norm({"amount": "x", "level": "n"})
    assert not form.is_valid()
    return form


def test_field_ties_label_hint_and_error_to_the_input(norm):
    html = draw("field", field=norm["amount"])
    assert '<label for="id_amount">Số tiền</label>' in html
    assert 'id="id_amount_helptext"' in html
    assert 'id="id_amount_error"' in html
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in html
    assert 'aria-invalid="true"' in html


def test_field_with_unit_keeps_the_error(norm):
    html = draw("field", field=norm["amount"], unit="triệu đồng")
    assert '<span class="unit">triệu đồng</span>' in html
    assert 'id="id_amount_error"' in html


def test_field_of_choices_is_a_fieldset_with_a_legend(norm):
    html = draw("field", field=norm["level"])
    assert "<fieldset" in html
    assert "<legend>Cấp</legend>" in html


def test_tick_stands_before_its_label(norm):
    html = draw("field", field=norm["checked"])
    assert html.index("<input") < html.index("<label")


@pytest.mark.parametrize(
    "code", ["400", "403", "403_csrf", "404", "405", "414", "422", "500", "503"]
)
def test_error_page_needs_nothing_and_tells_nothing(code):
    html = render_to_string(f"errors/{code}.html")
    assert "<form" not in html
    assert "csrf" not in html
    assert "<h1>" in html


def test_a_select_says_in_words_that_nothing_is_chosen() -> None:
    field = forms.ChoiceField(choices=[("", "---------"), ("a", "---"), ("b", "Quốc gia")])
    drawn = field.widget.render("level", "")
    assert '<option value="" selected>Chưa chọn</option>' in drawn
    assert '<option value="a">---</option>' in drawn
    assert drawn.count("Chưa chọn") == 1
