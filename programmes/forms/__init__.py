"""Forms of plans, decisions, projects and tracking lines."""

from programmes.forms.files import FileForm
from programmes.forms.lines import HandOverForm, TrackingLineForm, plan_rows
from programmes.forms.plans import DecisionForm, LineFormSet, PlanForm, project_choices
from programmes.forms.projects import (
    AllocationFormSet,
    CopyPartsForm,
    MoveForm,
    ProjectForm,
)
from programmes.forms.proposal import SEEN, StatementForm, budget_rows, indicator_rows
from programmes.forms.states import PastStateForm, past_state

__all__ = [
    "SEEN",
    "AllocationFormSet",
    "CopyPartsForm",
    "DecisionForm",
    "FileForm",
    "HandOverForm",
    "LineFormSet",
    "MoveForm",
    "PastStateForm",
    "PlanForm",
    "ProjectForm",
    "StatementForm",
    "TrackingLineForm",
    "budget_rows",
    "indicator_rows",
    "past_state",
    "plan_rows",
    "project_choices",
]
