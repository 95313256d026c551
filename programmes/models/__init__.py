"""Catalogues, plans with their decisions, and projects."""

from programmes.models.catalogues import ActivityType, Indicator, LegalDocument, SupportNorm
from programmes.models.plans import AnnualPlan, DecisionLine, PlanDecision, Programme
from programmes.models.projects import (
    Allocation,
    ProjectIndicator,
    ProjectPlace,
    ProjectTransition,
    SupportProject,
)

__all__ = [
    "ActivityType",
    "Allocation",
    "AnnualPlan",
    "DecisionLine",
    "Indicator",
    "LegalDocument",
    "PlanDecision",
    "Programme",
    "ProjectIndicator",
    "ProjectPlace",
    "ProjectTransition",
    "SupportNorm",
    "SupportProject",
]
