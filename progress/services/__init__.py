"""Writes of periods, reports and their approval."""

from progress.services.access import locked_sentence, signs_twice
from progress.services.drafts import SubmissionDraft, closed_sentence, save_draft
from progress.services.entries import EntryDraft, IndicatorDraft
from progress.services.periods import (
    ensure_submissions,
    lock_period,
    open_year,
    remove_period,
    restore_period,
    save_period,
    unlock_period,
)
from progress.services.reviewing import (
    approve,
    approve_clean,
    approved_progress,
    reopen,
    return_for_fix,
)
from progress.services.sending import decline, recall, sign, submit, submit_empty

__all__ = [
    "EntryDraft",
    "IndicatorDraft",
    "SubmissionDraft",
    "approve",
    "approve_clean",
    "approved_progress",
    "closed_sentence",
    "decline",
    "ensure_submissions",
    "lock_period",
    "locked_sentence",
    "open_year",
    "recall",
    "remove_period",
    "reopen",
    "restore_period",
    "return_for_fix",
    "save_draft",
    "save_period",
    "sign",
    "signs_twice",
    "submit",
    "submit_empty",
    "unlock_period",
]
