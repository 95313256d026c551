"""Two shapes that each app's selectors return and the desk joins: work to do and search hits."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing a person is expected to do, computed, never stored.

    `verb` says what ("Duyệt", "Bổ sung"), `title` and `detail` on which record, `due` until when
    (None = no deadline), `state` the record's state as a word, `url` where it's done and `action`
    the label of the button that leads there.
    """

    verb: str
    title: str
    detail: str
    due: datetime.date | None
    state: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that a search found: `kind` is the Vietnamese name of its kind."""

    kind: str
    title: str
    detail: str
    url: str
