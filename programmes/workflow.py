"""The life of a project: one frozen table of transitions (TT 36/2013 Đ.11, 19).

Every state exists from the start; the transitions here are those that work today. Decisions of
Sở, UBND, Bộ and Cục are recorded by the Centre: no step waits for an account outside it.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.workflow import Transition
from programmes.choices import ProjectState as State

APPROVE: Final = Transition(
    name="approve",
    label=_("Phê duyệt"),
    sources=frozenset({State.REGISTERED}),
    target=State.APPROVED,
    permission=Permission.APPROVE_PROJECTS,
)
START: Final = Transition(
    name="start",
    label=_("Bắt đầu thực hiện"),
    sources=frozenset({State.APPROVED}),
    target=State.IN_PROGRESS,
    permission=Permission.START_PROJECTS,
)
ACCEPT: Final = Transition(
    name="accept",
    label=_("Ghi nhận nghiệm thu"),
    sources=frozenset({State.IN_PROGRESS}),
    target=State.ACCEPTED,
    permission=Permission.ACCEPT_PROJECTS,
)
# What is stopped is an approved project, by a decision with its reason (TT 36/2013 Đ.11).
STOP: Final = Transition(
    name="stop",
    label=_("Ngừng triển khai"),
    sources=frozenset(
        {
            State.APPROVED,
            State.CONTRACTED,
            State.IN_PROGRESS,
            State.AWAITING_AMENDMENT,
            State.SUSPENDED,
            State.AWAITING_ACCEPTANCE,
        }
    ),
    target=State.STOPPED,
    permission=Permission.STOP_PROJECTS,
    note_required=True,
)

PUBLISHED_LABEL: Final = _("Ghi nhận từ nguồn công bố")
PAST_LABEL: Final = _("Ghi nhận khi bắt đầu dùng")

TRANSITIONS: Final = (APPROVE, START, ACCEPT, STOP)
BY_NAME: Final = {transition.name: transition for transition in TRANSITIONS}
ORIGIN_PUBLISHED: Final = "nguồn công bố"
ORIGIN_TAKEN_OVER: Final = "nhập khi bắt đầu dùng"


def record_published(target: str) -> Transition:
    """Return the transition "ghi nhận từ nguồn công bố" into ``target``, from any other state.

    The note names the page or document: the state has no other evidence.
    """
    return Transition(
        name="record_published",
        label=PUBLISHED_LABEL,
        sources=frozenset(state for state in State.values if state != target),
        target=target,
        permission=Permission.RECORD_PUBLISHED,
        note_required=True,
    )


def record_past_state(target: str) -> Transition:
    """Return the transition "ghi nhận khi bắt đầu dùng" into ``target``, from any state.

    For projects that began before the portal did: the note names the paper. A state that was
    recorded with a wrong day is recorded once more.
    """
    return Transition(
        name="record_past_state",
        label=PAST_LABEL,
        sources=frozenset(State.values),
        target=target,
        permission=Permission.RECORD_STATES,
        note_required=True,
    )


LABELS: Final = {
    **{name: transition.label for name, transition in BY_NAME.items()},
    "record_published": PUBLISHED_LABEL,
    "record_past_state": PAST_LABEL,
}
