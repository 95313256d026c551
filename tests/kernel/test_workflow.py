"""Transitions: one door for every change of state, on a model of the test's own."""

import datetime
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext, isolate_apps

from kernel import history
from kernel.findings import Finding, Severity
from kernel.workflow import Transition, TransitionRefused, TransitionRow, available, perform

MORNING = datetime.datetime(2026, 11, 23, 3, 42, tzinfo=datetime.UTC)  # 10:42 in Vietnam


class State(models.TextChoices):
    DRAFT = "draft", "Dự thảo"
    SENT = "sent", "Đã gửi"
    APPROVED = "approved", "Đã duyệt"


def title_given(obj: Any) -> list[Finding]:
    """The guard of these tests: errors without a title, a warning for a short one."""
    if not obj.title:
        return [
            Finding(Severity.ERROR, "no_title", "Chưa nhập Tên đề án.", field="title"),
            Finding(Severity.ERROR, "no_owner", "Chưa chọn đơn vị.", field="owner"),
        ]
    if len(obj.title) < 3:
        return [Finding(Severity.WARNING, "short", "Tên đề án quá ngắn.")]
    return []


SEND = Transition(
    "send", "Gửi", frozenset({State.DRAFT}), State.SENT, "project.send", guard=title_given
)
APPROVE = Transition("approve", "Duyệt", frozenset({State.SENT}), State.APPROVED, "project.approve")
RETURN = Transition(
    "return",
    "Trả lại",
    frozenset({State.SENT, State.APPROVED}),
    State.DRAFT,
    "project.approve",
    note_required=True,
)


class Person:
    """Somebody with some rights, as `available` needs no more than that."""

    def __init__(self, *rights: str) -> None:
        self.rights = rights

    def can(self, permission: str, obj: Any = None) -> bool:
        """Only the rights named, and only on an object."""
        return obj is not None and permission in self.rights


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Tables of a project, its history and its log, outside the registry of the portal."""
    user_model = get_user_model()
    with isolate_apps("kernel") as registry:
        registry.register_model(user_model._meta.app_label, user_model)

        class Clerk(user_model):  # type: ignore[misc, valid-type]
            rights: tuple[str, ...] = ()

            class Meta:
                proxy = True
                app_label = "kernel"

            def can(self, permission: Any, obj: Any = None) -> bool:
                return obj is not None and permission in self.rights

        class Draft(models.Model):  # noqa: DJ008
            title = models.CharField(max_length=100, blank=True)
            state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
            approved_on = models.DateField(null=True, blank=True)
            deleted_at = models.DateTimeField(null=True, blank=True)

            history = history.track()

            class Meta:
                app_label = "kernel"
                db_table = "kc_t_project"
                verbose_name = "đề án"
                constraints = [
                    models.CheckConstraint(
                        condition=~models.Q(state="approved") | ~models.Q(title="cấm"),
                        name="kc_t_project_title",
                        violation_error_message="Tên này không được duyệt.",
                    )
                ]

        class DraftLog(TransitionRow):
            subject = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="log")

            class Meta(TransitionRow.Meta):
                abstract = False
                app_label = "kernel"
                db_table = "kc_t_project_log"

        made = [Draft, Draft.history.model, DraftLog]
        # PostgreSQL wouldn't empty the accounts between tests while these tables point at them.
        DraftLog._meta.get_field("by").db_constraint = False
        Draft.history.model._meta.get_field("history_user").db_constraint = False
        with django_db_blocker.unblock():
            with connection.schema_editor() as editor:
                for model in made:
                    editor.create_model(model)
            yield SimpleNamespace(project=Draft, log=DraftLog, clerk=Clerk)
            with connection.schema_editor() as editor:
                for model in reversed(made):
                    editor.delete_model(model)


def clerk_of(house: SimpleNamespace, *rights: str) -> Any:
    """A stored account with these rights."""
    values: dict[str, Any] = {"username": "can-bo", "password": "!"}
    names = {field.name for field in house.clerk._meta.fields}
    if "is_system" in names:
        values |= {"is_system": True, "full_name": "Cán bộ", "role": "CENTRE_OFFICER"}
    clerk = house.clerk(**values)
    clerk._history_user = None
    clerk.save()
    clerk.rights = rights
    return clerk


@pytest.fixture
def by(db: None, house: SimpleNamespace) -> Any:
    """Who may do everything here."""
    return clerk_of(house, "project.send", "project.approve")


@pytest.fixture
def project(db: None, house: SimpleNamespace) -> Any:
    """A draft with a title."""
    return house.project.objects.create(title="Máy may")


def refusal(obj: Any, transition: Transition, **options: Any) -> TransitionRefused:
    """The refusal; nothing at all was written."""
    log = options["log"]
    stored = type(obj).objects.filter(pk=obj.pk).values().first()
    rows, traces = log.objects.count(), type(obj).history.count()
    with pytest.raises(TransitionRefused) as caught:
        perform(obj, transition, **options)
    assert type(obj).objects.filter(pk=obj.pk).values().first() == stored
    assert (log.objects.count(), type(obj).history.count()) == (rows, traces)
    return caught.value


# --- what happens ---------------------------------------------------------------------------------


def test_state_log_and_history_change_together(
    house: SimpleNamespace, by: Any, project: Any
) -> None:
    with time_machine.travel(MORNING, tick=False):
        row = perform(
            project,
            SEND,
            by=by,
            note=" Gửi\u200b lần đầu ",
            log=house.log,
            origin="import",
            occurred_on=datetime.date(2026, 11, 20),
        )
    assert project.state == State.SENT
    stored = house.project.objects.get()
    assert stored.state == State.SENT
    assert house.log.objects.get() == row
    assert (row.subject, row.by_id, row.at) == (project, by.pk, MORNING)
    assert (row.name, row.source, row.target) == ("send", State.DRAFT, State.SENT)
    assert (row.note, row.origin) == ("Gửi lần đầu", "import")
    assert row.occurred_on == datetime.date(2026, 11, 20)
    trace = project.history.order_by("history_id").last()
    assert (trace.state, trace.history_user_id) == (State.SENT, by.pk)
    assert trace.history_change_reason == "Gửi lần đầu"


def test_columns_that_belong_to_the_state_change_with_it(
    house: SimpleNamespace, by: Any, project: Any
) -> None:
    perform(project, SEND, by=by, log=house.log)
    day = datetime.date(2026, 11, 20)
    perform(project, APPROVE, by=by, log=house.log, changes={"approved_on": day})
    assert project.approved_on == day
    assert house.project.objects.values_list("state", "approved_on").get() == ("approved", day)
    assert project.history.order_by("history_id").last().approved_on == day


def test_the_stored_row_is_judged_not_the_one_in_memory(
    house: SimpleNamespace, by: Any, project: Any
) -> None:
    project.state = State.SENT  # somebody's idea, never stored
    project.title = ""
    perform(project, SEND, by=by, log=house.log)
    assert (project.state, project.title) == (State.SENT, "Máy may")


def test_notes_keep_their_lines(house: SimpleNamespace, by: Any, project: Any) -> None:
    row = perform(project, SEND, by=by, log=house.log, note="Một.\r\nHai.")
    assert row.note == "Một.\nHai."


# --- what is refused ------------------------------------------------------------------------------


def test_the_second_click_is_told_when_the_first_came(
    house: SimpleNamespace, by: Any, project: Any
) -> None:
    with time_machine.travel(MORNING, tick=False):
        perform(project, SEND, by=by, log=house.log)
        answer = refusal(project, SEND, by=by, log=house.log)
    assert answer.code == "state"
    assert str(answer) == "Đề án đã ở trạng thái “Đã gửi” lúc 10:42, không cần làm lại."
    with time_machine.travel(MORNING + datetime.timedelta(days=1), tick=False):
        answer = refusal(project, SEND, by=by, log=house.log)
    assert answer.message == (
        "Đề án đã ở trạng thái “Đã gửi” lúc 10:42 ngày 23/11/2026, không cần làm lại."
    )


def test_already_there_without_a_row_has_no_time(house: SimpleNamespace, by: Any) -> None:
    project = house.project.objects.create(title="Máy may", state=State.SENT)
    answer = refusal(project, SEND, by=by, log=house.log)
    assert str(answer) == "Đề án đã ở trạng thái “Đã gửi”, không cần làm lại."


def test_wrong_state(house: SimpleNamespace, by: Any, project: Any) -> None:
    answer = refusal(project, APPROVE, by=by, log=house.log)
    assert answer.code == "state"
    assert str(answer) == "Không thể “Duyệt” khi đề án ở trạng thái “Dự thảo”."


def test_no_right(house: SimpleNamespace, db: None, project: Any) -> None:
    clerk = clerk_of(house, "project.approve")
    answer = refusal(project, SEND, by=clerk, log=house.log)
    assert (answer.code, str(answer)) == ("permission", "Tài khoản này không có quyền “Gửi”.")


def test_all_errors_of_the_guard_come_together(house: SimpleNamespace, by: Any) -> None:
    project = house.project.objects.create(title="")
    answer = refusal(project, SEND, by=by, log=house.log, note="vẫn gửi")
    assert (answer.code, str(answer)) == ("findings", "Chưa nhập Tên đề án. Chưa chọn đơn vị.")
    assert [finding.field for finding in answer.findings] == ["title", "owner"]


def test_a_warning_needs_a_written_reason(house: SimpleNamespace, by: Any) -> None:
    project = house.project.objects.create(title="A")
    answer = refusal(project, SEND, by=by, log=house.log, note=" \u200b ")
    assert answer.code == "warnings"
    assert str(answer) == "Tên đề án quá ngắn. Hãy ghi lý do để tiếp tục."
    assert [finding.code for finding in answer.findings] == ["short"]
    assert perform(project, SEND, by=by, log=house.log, note="Tên thật.").note == "Tên thật."


def test_a_required_note(house: SimpleNamespace, by: Any, project: Any) -> None:
    perform(project, SEND, by=by, log=house.log)
    answer = refusal(project, RETURN, by=by, log=house.log, note="  ")
    assert (answer.code, str(answer)) == ("note", "Hãy ghi lý do khi “Trả lại”.")
    perform(project, RETURN, by=by, log=house.log, note="Thiếu dự toán.")
    assert project.state == State.DRAFT


def test_an_endless_note(house: SimpleNamespace, by: Any, project: Any) -> None:
    answer = refusal(project, SEND, by=by, log=house.log, note="a" * 1_048_576)
    assert str(answer) == "Ghi chú tối đa 2.000 ký tự (đang có 1.048.576)."
    assert perform(project, SEND, by=by, log=house.log, note="a" * 2_000)


def test_a_row_in_the_recycle_bin_or_gone(house: SimpleNamespace, by: Any, project: Any) -> None:
    house.project.objects.update(deleted_at=MORNING)
    answer = refusal(project, SEND, by=by, log=house.log)
    assert (answer.code, str(answer)) == ("gone", "Đề án đã được chuyển vào thùng rác.")
    house.project.objects.all().delete()
    answer = refusal(project, SEND, by=by, log=house.log)
    assert (answer.code, str(answer)) == ("gone", "Đề án không còn tồn tại.")


def test_the_record_s_own_rules_still_hold(house: SimpleNamespace, by: Any) -> None:
    project = house.project.objects.create(title="cấm", state=State.SENT)
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        perform(project, APPROVE, by=by, log=house.log)
    assert house.project.objects.get().state == State.SENT
    assert house.log.objects.count() == 0


def test_a_change_behind_the_lock_is_refused(house: SimpleNamespace, by: Any, project: Any) -> None:
    """Where nothing locks (SQLite), the UPDATE that names the old state is the proof."""

    def meanwhile(obj: Any) -> list[Finding]:
        house.project.objects.filter(pk=obj.pk).update(state=State.SENT)
        return []

    hasty = Transition("send", "Gửi", SEND.sources, SEND.target, SEND.permission, guard=meanwhile)
    with pytest.raises(TransitionRefused) as caught:
        perform(project, hasty, by=by, log=house.log)
    assert str(caught.value) == "Đề án đã ở trạng thái “Đã gửi”, không cần làm lại."
    assert house.log.objects.count() == 0


def test_the_row_is_locked_where_the_database_can(
    house: SimpleNamespace, by: Any, project: Any
) -> None:
    with CaptureQueriesContext(connection) as queries:
        perform(project, SEND, by=by, log=house.log)
    statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    locked = "FOR UPDATE OF" in statements[0]
    assert locked == connection.features.has_select_for_update
    updates = [s for s in statements if s.startswith("UPDATE") and "'draft'" in s]
    assert len(updates) == 1
    assert "\"state\" = 'draft'" in updates[0].split("WHERE")[1]


@pytest.mark.race
def test_of_two_people_at_once_one_wins(house: SimpleNamespace, transactional_db: None) -> None:
    by = clerk_of(house, "project.send")
    project = house.project.objects.create(title="Máy may")
    start = threading.Barrier(4)
    answers: list[str] = []

    def send() -> None:
        try:
            mine = house.project.objects.get(pk=project.pk)
            start.wait(timeout=20)
            perform(mine, SEND, by=by, log=house.log)
            answers.append("sent")
        except TransitionRefused as refused:
            answers.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    try:
        assert sorted(answers) == ["sent", "state", "state", "state"]
        assert house.log.objects.count() == 1
        assert project.history.filter(state=State.SENT).count() == 1
    finally:
        house.log.objects.all().delete()
        house.project.history.all().delete()
        house.project.objects.all().delete()


# --- closed buttons -------------------------------------------------------------------------------


@pytest.mark.pure
def test_closed_buttons_say_why() -> None:
    with isolate_apps("kernel"):

        class Draft(models.Model):  # noqa: DJ008
            title = models.CharField(max_length=100)
            state = models.CharField(max_length=20, choices=State)

            class Meta:
                app_label = "kernel"
                verbose_name = "đề án"

    every = [SEND, APPROVE, RETURN]
    officer, leader = Person("project.send"), Person("project.send", "project.approve")
    draft, empty, sent = (
        Draft(title="Máy may", state=State.DRAFT),
        Draft(title="", state=State.DRAFT),
        Draft(title="Máy may", state=State.SENT),
    )
    closed_approve = "Không thể “Duyệt” khi đề án ở trạng thái “Dự thảo”."
    closed_return = "Đề án đã ở trạng thái “Dự thảo”, không cần làm lại."
    assert available(draft, officer, every) == [
        (SEND, ""),
        (APPROVE, closed_approve),
        (RETURN, closed_return),
    ]
    assert available(empty, officer, [SEND]) == [(SEND, "Chưa nhập Tên đề án. Chưa chọn đơn vị.")]
    assert available(sent, leader, every) == [
        (SEND, "Đề án đã ở trạng thái “Đã gửi”, không cần làm lại."),
        (APPROVE, ""),
        (RETURN, ""),
    ]
    assert available(sent, officer, [APPROVE]) == [
        (APPROVE, "Tài khoản này không có quyền “Duyệt”.")
    ]


def test_a_log_row_reads_as_a_step(house: SimpleNamespace) -> None:
    assert str(house.log(source="draft", target="sent")) == "Dự thảo → Đã gửi"
    assert str(house.log(source="", target="gone")) == "… → gone"
