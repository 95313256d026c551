"""Writing reports in words: rights, area, the code of the period, what history tells, races."""

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.color import no_style
from django.db import connection
from django.test import Client

from accounts.choices import Role
from accounts.services import system_user
from kernel import guards
from reports.models import TextParagraph, TextReport
from reports.services import remove_text_report, save_paragraph, save_text, save_text_report
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in

pytestmark = pytest.mark.django_db

ADMIN = "/quan-tri/reports/textreport/"
PEOPLE = 4


def new(place: SimpleNamespace, code: str = "2026-10") -> TextReport:
    return TextReport(centre=place.centre, period_code=code)


def save(place: SimpleNamespace, report: TextReport, **words: str) -> TextReport:
    return save_text(report, words, {"overview": "Có 1 đề án."}, by=place.officer)


def stored() -> dict[str, tuple[str, str]]:
    rows = TextParagraph.objects.values_list("section", "text", "made")
    return {section: (text, made) for section, text, made in rows}


def test_words_and_the_sentences_of_then_are_kept(place: SimpleNamespace) -> None:
    report = save(place, new(place), direction="  Một.\r\nHai.\u200b ")
    assert stored() == {"overview": ("", "Có 1 đề án."), "direction": ("Một.\nHai.", "")}
    assert report.history.get().history_user == place.officer
    save_text(report, {"causes": "Ba."}, {"overview": "Có 2 đề án."}, by=place.officer)
    assert stored() == {
        "overview": ("", "Có 2 đề án."),
        "direction": ("Một.\nHai.", ""),
        "causes": ("Ba.", ""),
    }
    paragraph = TextParagraph.objects.get(section="direction")
    assert paragraph.history.count() == 1, "what didn't change leaves no trace"


def test_emptied_words_are_gone(place: SimpleNamespace) -> None:
    report = save(place, new(place), direction="Một.")
    save(place, report, direction="")
    assert stored()["direction"] == ("", "")
    assert TextParagraph.objects.get(section="direction").history.count() == 2


@pytest.mark.parametrize(
    ("code", "kind"), [("2026-10", "month"), ("2026-Q3", "quarter"), ("2026", "year")]
)
def test_the_kind_follows_from_the_code(place: SimpleNamespace, code: str, kind: str) -> None:
    assert save(place, new(place, code)).kind == kind


@pytest.mark.parametrize("code", ["", "2026-13", "x", "2026-07-01..2026-08-15"])
def test_a_code_that_names_no_period_is_refused(place: SimpleNamespace, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        save(place, new(place, code))
    assert list(refused.value.message_dict) == ["period_code"]
    assert TextReport.objects.count() == 0


@pytest.mark.parametrize(
    "role",
    [role for role in Role if role != Role.CENTRE_OFFICER],
)
def test_only_an_officer_of_the_centre_writes(place: SimpleNamespace, role: str) -> None:
    other = factory.person(place.centre, role)
    report = save(place, new(place))
    for act in (
        lambda: save_text(new(place, "2026-09"), {}, {}, by=other),
        lambda: save_text(report, {}, {}, by=other),
        lambda: save_text_report(report, by=other),
        lambda: remove_text_report(report, by=other),
        lambda: save_paragraph(TextParagraph(report=report, section="causes"), by=other),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_nobody_writes_for_another_centre(place: SimpleNamespace) -> None:
    elsewhere = factory.person(factory.organisation(place.units.ha_noi, name="Trung tâm khác"))
    report = save(place, new(place), direction="Một.")
    with pytest.raises(PermissionDenied):
        save_text(report, {"direction": "x"}, {}, by=elsewhere)
    with pytest.raises(ValidationError, match="không thuộc phạm vi của đơn vị"):
        save_text(new(place, "2026-09"), {"direction": "x"}, {}, by=elsewhere)
    assert TextReport.objects.visible_to(elsewhere).count() == 0
    assert TextReport.objects.visible_to(place.officer).count() == 1
    assert TextReport.objects.visible_to(system_user()).count() == 1
    assert stored()["direction"] == ("Một.", "")


def test_what_a_local_office_may_see_of_it_is_nothing(place: SimpleNamespace) -> None:
    save(place, new(place))
    commune = factory.organisation(place.units.hung_ha, kind="commune_office", name="Phòng Kinh tế")
    local = factory.person(commune, Role.LOCAL_OFFICER)
    department = factory.organisation(
        place.units.hung_yen, kind="provincial_department", name="Sở Công Thương"
    )
    reader = factory.person(department, Role.DEPARTMENT)
    assert TextReport.objects.visible_to(local).count() == 0
    assert TextReport.objects.visible_to(reader).count() == 1


def test_a_report_read_before_another_was_saved_is_stale(place: SimpleNamespace) -> None:
    first, second = new(place), new(place)
    save(place, first, direction="Một.")
    with pytest.raises(ValidationError) as refused:
        save(place, second, direction="Hai.")
    assert refused.value.code == "stale"
    mine = TextReport.objects.get()
    save(place, TextReport.objects.get(), direction="Ba.")
    with pytest.raises(ValidationError) as refused:
        save(place, mine, direction="Hai.")
    assert refused.value.code == "stale"
    assert stored()["direction"] == ("Ba.", "")


def test_a_removed_report_leaves_its_place(place: SimpleNamespace) -> None:
    report = save(place, new(place), direction="Một.")
    remove_text_report(report, by=place.officer)
    assert TextReport.objects.visible_to(place.officer).count() == 0
    again = save(place, new(place), direction="Hai.")
    assert again.pk != report.pk


# --- admin ----------------------------------------------------------------------------------------


def posted(report: TextReport, text: str, **more: str) -> dict[str, str]:
    rows = list(report.paragraphs.order_by("pk"))
    data = {
        "centre": str(report.centre_id),
        "period_code": report.period_code,
        "_version": str(report.version),
        "paragraphs-TOTAL_FORMS": str(len(rows)),
        "paragraphs-INITIAL_FORMS": str(len(rows)),
    }
    for number, row in enumerate(rows):
        data |= {
            f"paragraphs-{number}-id": str(row.pk),
            f"paragraphs-{number}-report": str(report.pk),
            f"paragraphs-{number}-section": row.section,
            f"paragraphs-{number}-text": text,
        }
    return data | more


def test_the_admin_writes_through_the_services(place: SimpleNamespace) -> None:
    report = save(place, new(place), direction="Một.")
    client = signed_in(place.officer)
    assert "2026-10" in client.get(ADMIN).text
    page = f"{ADMIN}{report.pk}/change/"
    assert "Một." in client.get(page).text
    assert client.post(page, posted(report, " Hai. ")).status_code == 302
    assert stored()["direction"] == ("Hai.", "")
    row = TextParagraph.objects.get(section="direction").history.first()
    assert (row.history_user, row.history_change_reason) == (place.officer, "quản trị")
    report.refresh_from_db()
    refused = client.post(page, posted(report, "Ba.", period_code="2026-13"))
    assert refused.status_code == 422
    assert "Kỳ báo cáo không hợp lệ." in refused.text


def test_the_admin_keeps_to_scope_and_rights(place: SimpleNamespace) -> None:
    report = save(place, new(place), direction="Một.")
    page = f"{ADMIN}{report.pk}/change/"
    elsewhere = factory.person(factory.organisation(place.units.ha_noi, name="Trung tâm khác"))
    assert signed_in(elsewhere).get(page).status_code == 404
    accountant = signed_in(factory.person(place.centre, Role.CENTRE_ACCOUNTANT))
    assert accountant.get(page).status_code == 200
    assert accountant.post(page, posted(report, "x")).status_code == 403
    assert signed_in(factory.person(place.centre, Role.CENTRE_LEADER)).get(page).status_code == 403
    assert Client().get(page).status_code == 302


# --- two at once ----------------------------------------------------------------------------------


@pytest.fixture
def really(transactional_db: None) -> Iterator[SimpleNamespace]:
    """The usual Centre, really stored; at the end its rows go again."""
    yield factory.setting()
    with guards.suspended(), connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True)
        for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
            cursor.execute(statement)


def at_once(read: Callable[[], TextReport], act: Callable[[TextReport, str], object]) -> list[str]:
    """Let several people read the report, then save their words at one moment; their answers."""
    start = threading.Barrier(PEOPLE)
    answers: list[str] = []

    def one(words: str) -> None:
        try:
            mine = read()
            start.wait(timeout=30)
            act(mine, words)
            answers.append(words)
        except ValidationError as error:
            answers.append(str(error.code))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(f"Của người {n}.",)) for n in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def read() -> TextReport:
    return TextReport.objects.select_related("centre").get()


@pytest.mark.race
@pytest.mark.parametrize("is_new", [True, False], ids=["first save", "next save"])
def test_of_several_who_save_at_once_one_is_kept(really: SimpleNamespace, is_new: bool) -> None:
    if not is_new:
        save(really, new(really), direction="Một.")
    answers = at_once(
        (lambda: new(really)) if is_new else read,
        lambda mine, words: save(really, mine, direction=words),
    )
    assert answers.count("stale") == PEOPLE - 1, answers
    kept = next(answer for answer in answers if answer != "stale")
    assert TextParagraph.objects.get(section="direction").text == kept
    assert TextReport.objects.count() == 1


@pytest.mark.race
def test_without_the_version_everybody_wins(really: SimpleNamespace) -> None:
    """The race is real: the same threads, a save that trusts what it has read."""
    report = save(really, new(really), direction="Một.")

    def trusting(_mine: TextReport, words: str) -> None:
        TextParagraph.objects.filter(report=report, section="direction").update(text=words)

    answers = at_once(read, trusting)
    assert sorted(answers) == [f"Của người {n}." for n in range(PEOPLE)]
