"""Catalogues, plans with their decisions, and projects."""

from programmes.models.catalogues import ActivityType, Indicator, LegalDocument, SupportNorm
from programmes.models.files import DecisionFile, ProjectFile
from programmes.models.grid import PlanGridDraft
from programmes.models.ledger import Balance, LedgerEntry
from programmes.models.plans import AnnualPlan, DecisionLine, PlanDecision, Programme
from programmes.models.projects import (
    Allocation,
    ProjectIndicator,
    ProjectPlace,
    ProjectTransition,
    SupportProject,
)
from programmes.models.proposal import BudgetLine, ProjectStatement
from programmes.models.tracking import (
    CountedResult,
    LineIndicator,
    ReportingAssignment,
    TrackingLine,
)

__all__ = [
    "ActivityType",
    "Allocation",
    "AnnualPlan",
    "Balance",
    "BudgetLine",
    "CountedResult",
    "DecisionFile",
    "DecisionLine",
    "Indicator",
    "LedgerEntry",
    "LegalDocument",
    "LineIndicator",
    "PlanDecision",
    "PlanGridDraft",
    "Programme",
    "ProjectFile",
    "ProjectIndicator",
    "ProjectPlace",
    "ProjectStatement",
    "ProjectTransition",
    "ReportingAssignment",
    "SupportNorm",
    "SupportProject",
    "TrackingLine",
]
