"""States change here and nowhere else: one table of transitions per kind, one function runs them.

Each app declares frozen `Transition`s in its workflow.py and one concrete log on `TransitionRow`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.conf import settings
from django.contrib import admin
from django.db import models, router, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.findings import Finding, errors, warnings
from kernel.text import clean

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOTE_LENGTH: Final = 2_000


class Actor(Protocol):
    """Whoever acts: a user of the portal, or the system's own account."""

    def can(self, permission: Any, obj: Any = None) -> bool:
        """Whether this one may do it, to this object."""
        ...


@dataclass(frozen=True, slots=True)
class Transition:
    """One permitted change of state.

    `label` is what the button says ("Duyệt"); `guard` sees the freshly locked object and returns
    findings: errors refuse the transition, warnings let it pass only with a written note.
    """

    name: str
    label: StrOrPromise
    sources: frozenset[str]
    target: str
    permission: str
    note_required: bool = False
    guard: Callable[[Any], list[Finding]] | None = None


class TransitionRow(models.Model):
    """One change of state that happened: who, when, from what to what, why. Append-only.

    A subclass adds `subject`, the foreign key to the object, and its guard against changes.
    `at` is when it was recorded; `occurred_on` the day it happened when that was told.
    """

    name = models.CharField(_("bước xử lý"), max_length=60)
    source = models.CharField(_("từ trạng thái"), max_length=40, blank=True)
    target = models.CharField(_("đến trạng thái"), max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người thực hiện"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("ghi nhận lúc"), default=timezone.now, editable=False)
    occurred_on = models.DateField(_("ngày xảy ra"), null=True, blank=True)
    note = models.TextField(_("ghi chú"), max_length=NOTE_LENGTH, blank=True)
    origin = models.CharField(_("kênh"), max_length=40, default="portal")

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
        verbose_name = _("bước xử lý")
        verbose_name_plural = _("các bước xử lý")

    def __str__(self) -> str:
        return f"{self.source_label or '…'} → {self.target_label}"

    @property
    @admin.display(description=_("từ trạng thái"))
    def source_label(self) -> str:
        """The old state in words."""
        return self._state_label(self.source)

    @property
    @admin.display(description=_("đến trạng thái"))
    def target_label(self) -> str:
        """The new state in words."""
        return self._state_label(self.target)

    def _state_label(self, state: str) -> str:
        subject: Any = self._meta.get_field("subject").related_model
        return str(dict(subject._meta.get_field("state").flatchoices).get(state, state))


class TransitionRefused(Exception):  # noqa: N818  (an answer, not a fault)
    """The transition did not happen; `message` is the Vietnamese sentence for the person.

    Codes: "gone", "state", "permission", "note", "findings", "warnings". `findings` carries all
    of them for the last two.
    """

    def __init__(self, message: str, code: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.findings = list(findings)


def perform(  # noqa: PLR0913  (who, what, why, where from: none can be left to a default place)
    obj: models.Model,
    transition: Transition,
    *,
    by: Any,
    note: str = "",
    log: type[TransitionRow],
    origin: str = "portal",
    occurred_on: datetime.date | None = None,
    changes: Mapping[str, Any] | None = None,
) -> TransitionRow:
    """Carry out one transition and return its row in `log`; raises TransitionRefused.

    In one transaction: lock and re-read the row (what `obj` held unsaved is lost; columns that
    change together with the state go into `changes`), check state, right, guard and note, then
    change the state by an UPDATE that names the old one, so that of two people at once the second
    is refused even where the database has no row locks, and record it in history and log.
    A ValidationError of the record's own rules may come from history.save.
    """
    note = clean(note, multiline=True)
    alias = router.db_for_write(type(obj), instance=obj)
    with transaction.atomic(using=alias):
        _reread(obj, alias)
        source = _state(obj)
        _require_state(obj, transition, log)
        if reason := _not_allowed(obj, transition, by):
            raise TransitionRefused(reason, "permission")
        _require_findings_answered(obj, transition, note)
        _require_note(transition, note)
        values = {**(changes or {}), "state": transition.target}
        own = type(obj)._base_manager.using(alias).filter(pk=obj.pk, state=source)
        if own.update(**values) != 1:
            _reread(obj, alias)
            raise TransitionRefused(_wrong_state(obj, transition, log), "state")
        for name, value in values.items():
            setattr(obj, name, value)
        history.save(obj, by=by, reason=note)
        concrete: Any = log  # only the subclass has `subject`
        row: TransitionRow = concrete(
            subject=obj,
            name=transition.name,
            source=source,
            target=transition.target,
            by=by,
            note=note,
            origin=origin,
            occurred_on=occurred_on,
        )
        row.save(using=alias)
    return row


def available(
    obj: models.Model, by: Any, transitions: Iterable[Transition]
) -> list[tuple[Transition, str]]:
    """Every transition with the reason why this person can't do it now; "" = it's open.

    For the buttons of a page: what is closed says why. Nothing is locked or changed; warnings
    and a missing note don't close a button, they are asked for in its form.
    """
    return [(transition, _closed(obj, transition, by)) for transition in transitions]


def _closed(obj: models.Model, transition: Transition, by: Any) -> str:
    if _state(obj) not in transition.sources:
        return _wrong_state(obj, transition, None)
    if reason := _not_allowed(obj, transition, by):
        return reason
    found = transition.guard(obj) if transition.guard else []
    return " ".join(finding.message for finding in errors(found))


def _reread(obj: models.Model, alias: str) -> None:
    rows = type(obj)._base_manager.using(alias).select_for_update(of=("self",))
    try:
        obj.refresh_from_db(using=alias, from_queryset=rows)
    except type(obj)._default_manager.model.DoesNotExist as error:  # type: ignore[attr-defined]
        raise TransitionRefused(f"{_kind(obj)} không còn tồn tại.", "gone") from error
    if getattr(obj, "deleted_at", None) is not None:
        raise TransitionRefused(f"{_kind(obj)} đã được chuyển vào thùng rác.", "gone")


def _require_state(obj: models.Model, transition: Transition, log: type[TransitionRow]) -> None:
    if _state(obj) not in transition.sources:
        raise TransitionRefused(_wrong_state(obj, transition, log), "state")


def _require_findings_answered(obj: models.Model, transition: Transition, note: str) -> None:
    found = transition.guard(obj) if transition.guard else []
    if blocking := errors(found):
        message = " ".join(finding.message for finding in blocking)
        raise TransitionRefused(message, "findings", found)
    if (doubtful := warnings(found)) and not note:
        message = " ".join(finding.message for finding in doubtful)
        raise TransitionRefused(f"{message} Hãy ghi lý do để tiếp tục.", "warnings", found)


def _require_note(transition: Transition, note: str) -> None:
    if transition.note_required and not note:
        raise TransitionRefused(f"Hãy ghi lý do khi “{transition.label}”.", "note")
    if len(note) > NOTE_LENGTH:
        length = f"{len(note):,}".replace(",", ".")
        raise TransitionRefused(f"Ghi chú tối đa 2.000 ký tự (đang có {length}).", "note")


def _not_allowed(obj: models.Model, transition: Transition, by: Actor) -> str:
    if by.can(transition.permission, obj):
        return ""
    return f"Tài khoản này không có quyền “{transition.label}”."


def _wrong_state(obj: models.Model, transition: Transition, log: type[TransitionRow] | None) -> str:
    if _state(obj) != transition.target:
        return f"Không thể “{transition.label}” khi {_kind(obj, capital=False)} {_in_state(obj)}."
    when = _when(obj, log) if log else ""
    return f"{_kind(obj)} đã {_in_state(obj)}{when}, không cần làm lại."


def _when(obj: models.Model, log: type[TransitionRow]) -> str:
    """ " lúc 10:42", with the day when it wasn't today; "" when no row tells."""
    concrete: Any = log
    rows = concrete._base_manager.filter(subject=obj, target=_state(obj))
    last = rows.order_by("-at", "-pk").values_list("at", flat=True).first()
    if last is None:
        return ""
    at = timezone.localtime(last)
    today = timezone.localdate()
    return f" lúc {at:%H:%M}" + ("" if at.date() == today else f" ngày {at:%d/%m/%Y}")


def _state(obj: models.Model) -> str:
    return str(getattr(obj, "state", ""))


def _in_state(obj: models.Model) -> str:
    display = getattr(obj, "get_state_display", None)
    return f"ở trạng thái “{display() if display else _state(obj)}”"


def _kind(obj: models.Model, *, capital: bool = True) -> str:
    name = str(obj._meta.verbose_name)
    return capfirst(name) if capital else name
