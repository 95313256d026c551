"""Reporting periods, submissions and their entries."""

from progress.models.entries import EntryIndicator, ProgressEntry
from progress.models.periods import PeriodTransition, ReportingPeriod
from progress.models.submissions import PeriodSubmission, SubmissionTransition

__all__ = [
    "EntryIndicator",
    "PeriodSubmission",
    "PeriodTransition",
    "ProgressEntry",
    "ReportingPeriod",
    "SubmissionTransition",
]
