"""Forms of plans, decisions, projects and tracking lines."""

from programmes.forms.bulk import ProjectBulkForm
from programmes.forms.files import FileForm
from programmes.forms.ledger import AmountRow, OpeningForm, amount_rows, stored_sums, strange_rows
from programmes.forms.lines import HandOverForm, TrackingLineForm, plan_rows
from programmes.forms.plans import DecisionForm, LineFormSet, PlanForm
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
    "AmountRow",
    "CopyPartsForm",
    "DecisionForm",
    "FileForm",
    "HandOverForm",
    "LineFormSet",
    "MoveForm",
    "OpeningForm",
    "PastStateForm",
    "PlanForm",
    "ProjectBulkForm",
    "ProjectForm",
    "StatementForm",
    "TrackingLineForm",
    "amount_rows",
    "budget_rows",
    "indicator_rows",
    "past_state",
    "plan_rows",
    "stored_sums",
    "strange_rows",
]
