"""Reporting periods, submissions and their entries."""

from progress.models.entries import COMPUTED, EntryIndicator, ProgressEntry
from progress.models.periods import PeriodTransition, ReportingPeriod
from progress.models.submissions import PeriodSubmission, SubmissionTransition

__all__ = [
    "COMPUTED",
    "EntryIndicator",
    "PeriodSubmission",
    "PeriodTransition",
    "ProgressEntry",
    "ReportingPeriod",
    "SubmissionTransition",
]
