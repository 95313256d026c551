"""Tags of the design system: what stands on the page, and what is never let through unescaped."""

import datetime
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils.html import format_html

from kernel.templatetags import portal, portal_admin, portal_blocks
from programmes.choices import ProjectState

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.pure


def render(source, **context):
    text = "{% load portal portal_blocks %}" + source
    return engines["django"].from_string(text).render(context)


def test_icon_is_decoration_unless_it_has_a_label():
    assert render('{% icon "plus" %}') == (
        '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#plus"/></svg>'
    )
    assert 'role="img" aria-label="Tìm"' in render('{% icon "search" "Tìm" %}')


def test_state_draws_icon_word_and_tone():
    assert render('{% state "IN_PROGRESS" %}') == (
        '<span class="state tone-way"><svg class="icon" aria-hidden="true">'
        '<use href="/static/icons.svg#play-circle-fill"/></svg>Đang thực hiện</span>'
    )


def test_state_prefers_the_given_word_and_escapes_it():
    html = render("{% state code label %}", code="late", label="<b>Chậm 27 điểm %</b>")
    assert "&lt;b&gt;Chậm 27 điểm %&lt;/b&gt;" in html
    assert "tone-bad" in html


def test_state_nobody_knows_shows_its_own_code():
    html = render("{% state code %}", code="<x>")
    assert "&lt;x&gt;" in html
    assert "tone-plain" in html
    assert "Chưa rõ" in render("{% state code %}", code=None)


def test_chip_counts_the_days():
    assert ">Quá hạn 3 ngày</span>" in render('{% chip "overdue" days=3 %}').replace("</svg>", ">")
    assert "chip-not-due" in render('{% chip "not-due" %}')


def test_there_are_nine_reporting_states():
    assert len(portal.CHIPS) == 9


@pytest.mark.parametrize(
    ("value", "tone", "css", "width"),
    [
        (72, "", "bar-fill", "72"),
        (35, "late", "bar-late", "35"),
        (100, "", "bar-done", "100"),
        (250, "", "bar-done", "100"),
        (-1, "", "bar-fill", "0"),
        ("41.5", "", "bar-fill", "41.5"),
        (None, "", "bar-fill", "0"),
    ],
)
def test_bar_stays_between_nothing_and_full(value, tone, css, width):
    assert f'<rect class="{css}" width="{width}" height="6"/>' in portal.bar(value, tone)


def test_progress_says_the_figure_or_that_nobody_knows():
    assert "72\N{NO-BREAK SPACE}%" in portal.progress(72)
    assert portal.progress(None) == '<span class="unknown">chưa rõ</span>'


def test_stacked_bar_shares_the_width_and_leaves_unknown_parts_out():
    html = portal.stacked_bar([("support_national", 300), ("counterpart", 100), ("other", None)])
    assert re.findall(r'class="src-(\w+)" x="([\d.]+)"', html) == [
        ("national", "0.000"),
        ("counterpart", "75.000"),
    ]
    assert portal.stacked_bar([("other", None)]) == ""


def test_source_square_of_a_strange_name_is_other():
    assert 'src-other"' in portal.source('"><script>')


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("{{ value|dong }}", 1234567, "1.234.567"),
        ("{{ value|dong }}", 0, "0"),
        ("{{ value|dong }}", None, '<span class="unknown">chưa rõ</span>'),
        ("{{ value|million }}", 235_800_000, "235,8"),
        ("{{ value|million:1 }}", 0, "0,0"),
        ("{{ value|million }}", None, '<span class="unknown">chưa rõ</span>'),
        ("{{ value|percent }}", 86, "86\N{NO-BREAK SPACE}%"),
        ("{{ value|percent }}", "86.5", "86,5\N{NO-BREAK SPACE}%"),
        ("{{ value|percent }}", Decimal("0.4"), "0,4\N{NO-BREAK SPACE}%"),
        ("{{ value|percent }}", None, '<span class="unknown">chưa rõ</span>'),
        ("{{ value|vn_date }}", datetime.date(2026, 3, 5), "05/03/2026"),
        ("{{ value|vn_date }}", None, '<span class="unknown">chưa rõ</span>'),
        ('{{ value|vn_date:"–" }}', None, "–"),
        (
            "{{ value|vn_datetime }}",
            datetime.datetime(2026, 9, 17, 20, 5, tzinfo=datetime.UTC),
            "18/09/2026 03:05",
        ),
        ("{{ value|fact }}", None, '<span class="unknown">chưa rõ</span>'),
        ("{{ value|fact }}", "", '<span class="unknown">chưa rõ</span>'),
        ("{{ value|fact }}", 0, "0"),
        ("{{ value|fact }}", "<b>", "&lt;b&gt;"),
        ("{{ value|applicable }}", None, "–"),
        ("{{ value|applicable }}", 0, "0"),
    ],
)
def test_filters(template, value, expected):
    assert render(template, value=value) == expected


def test_panel_holds_its_content_and_escapes_its_title():
    html = render("{% panel title flush=True %}<p>A</p>{% endpanel %}", title="<i>")
    assert html == (
        '<section class="panel"><div class="panel-head"><h2>&lt;i&gt;</h2></div><p>A</p></section>'
    )


def test_content_of_a_block_tag_stays_escaped():
    html = render('{% panel "A" %}{{ value }}{% endpanel %}', value="<script>")
    assert "&lt;script&gt;" in html


def test_dialog_is_named_by_its_title():
    html = render('{% dialog "tra-lai" "Trả lại?" %}x{% enddialog %}')
    assert 'aria-labelledby="tra-lai-title"' in html
    assert '<h2 id="tra-lai-title">Trả lại?</h2>' in html


def test_breadcrumbs_link_all_but_the_last():
    html = render('{% breadcrumbs "Đề án" "/de-an/" code %}', code="<A>")
    assert '<li><a href="/de-an/">Đề án</a></li><li aria-current="page">&lt;A&gt;</li>' in html


@pytest.mark.parametrize(
    ("order", "aria", "arrow"),
    [("", "none", ""), ("asc", "ascending", "caret-up-fill"), ("desc", "descending", "caret-down")],
)
def test_sorted_head_says_the_order_in_words_and_arrow(order, aria, arrow):
    link = SimpleNamespace(url="?sort=code&page=1", order=order)
    html = portal_blocks.sorted_head(link, "Mã", css="num", unit="triệu đồng")
    assert f'aria-sort="{aria}"' in html
    assert 'href="?sort=code&amp;page=1"' in html
    assert ("<svg" in html, arrow in html) == (bool(order), True)


def test_page_numbers_skip_the_middle():
    page = Paginator(range(1000), 10).page(50)
    assert [str(number) for number in portal_blocks.page_numbers(page)] == [
        "1", "…", "49", "50", "51", "…", "100",
    ]  # fmt: skip


def test_pager_keeps_the_conditions_of_the_list():
    request = RequestFactory().get("/de-an/", {"nam": "2026", "page": "1"})
    template = engines["django"].get_template("components/pager.html")
    html = template.render({"page": Paginator(range(60), 50).page(1)}, request)
    assert 'href="?nam=2026&amp;page=2"' in html
    assert "1–50 trong 60" in html


def test_every_icon_named_anywhere_is_in_the_sprite():
    sprite = (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    named = {look.icon for look in [*portal.STATES.values(), *portal.CHIPS.values()]}
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'{% icon "([\w-]+)"', text))
        named |= set(re.findall(r'\bicon="([\w-]+)"', text))
    assert named - drawn == set()


def test_admin_row_names_each_cell_and_says_yes_and_no_in_words():
    cells = [
        format_html('<td class="action-checkbox"><input value="{}"></td>', 7),
        format_html('<th class="field-name"><a href="{}">{}</a></th>', "/x/", "A {b} <c>"),
        format_html('<td class="field-on"><img src="{}" alt="True"></td>', "/s/icon-yes.svg"),
    ]
    headers = [{"text": ""}, {"text": "tên"}, {"text": 'đang "dùng"'}]
    html = portal_admin.admin_row(cells, headers)
    assert '<td class="action-checkbox pick">' in html
    assert '<th scope="row" class="name field-name"><a href="/x/">A {b} &lt;c&gt;</a></th>' in html
    assert '<td data-label="Đang &quot;dùng&quot;" class="field-on">' in html
    assert "Có</span></td>" in html
    assert "True" not in html


def test_admin_row_escapes_what_is_not_finished_html():
    assert "<b>" not in portal_admin.admin_row(["<b>"], [{"text": "x"}])


def test_without_style_keeps_the_difference_and_drops_only_the_colours():
    change = format_html('<ins style="background:#e6ffe6;">{}</ins>', ' style="x" {0}')
    assert portal_admin.without_style(change) == "<ins> style=&quot;x&quot; {0}</ins>"
    assert portal_admin.without_style("<ins>") == "&lt;ins&gt;"


def test_a_read_only_yes_is_a_word():
    picture = format_html('<img src="{}" alt="{}">', "/static/admin/img/icon-yes.svg", True)
    assert "Có</span>" in portal_admin.in_words(picture)
    assert portal_admin.in_words("True") == "True"


@pytest.mark.parametrize(
    ("label", "name"),
    [("Capital Amount (Vốn (đồng))", "Vốn (đồng)"), ("Mã số thuế", "Mã số thuế")],
)
def test_column_name_is_the_name_in_the_file(label, name):
    assert portal_admin.column_name(label) == name


def test_every_project_state_has_its_own_look_and_word():
    for project_state in ProjectState:
        look = portal.STATES[project_state.value]
        assert look.label == project_state.label
