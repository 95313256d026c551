"""Writes of plans, decisions and projects."""

from programmes.services.catalogues import remove_catalogue_row, save_catalogue_row, verify_norm
from programmes.services.copies import copy_of, copy_parts
from programmes.services.decisions import (
    add_decision_line,
    add_draft_lines,
    draft_round,
    record_decision,
    remove_decision,
    remove_decision_line,
    save_decision,
    set_draft_money,
    set_project_money,
)
from programmes.services.files import (
    add_decision_file,
    add_project_file,
    remove_decision_file,
    remove_project_file,
)
from programmes.services.ledger import Opening, OpeningRefused, record_openings, write_entries
from programmes.services.lines import (
    hand_over,
    remove_assignment,
    remove_line,
    remove_line_indicator,
    save_line,
    save_line_indicator,
)
from programmes.services.plans import (
    ensure_plan,
    remove_plan,
    remove_programme,
    save_plan,
    save_programme,
)
from programmes.services.projects import (
    move_project,
    record_published_state,
    refresh_money,
    remove_part,
    remove_project,
    save_part,
    save_project,
    save_projects,
)
from programmes.services.proposal import (
    remove_statement,
    save_budget,
    save_indicators,
    save_statement,
)
from programmes.services.records import ProjectRow, plan_province, record_projects
from programmes.services.restoring import (
    restore_decision,
    restore_line,
    restore_plan,
    restore_programme,
    restore_project,
)
from programmes.services.states import record_past_state
from programmes.services.tracking import (
    CountedRow,
    LineProgress,
    ensure_lines,
    lock_projects,
    record_progress,
    record_results,
)

__all__ = [
    "CountedRow",
    "LineProgress",
    "Opening",
    "OpeningRefused",
    "ProjectRow",
    "add_decision_file",
    "add_decision_line",
    "add_draft_lines",
    "add_project_file",
    "copy_of",
    "copy_parts",
    "draft_round",
    "ensure_lines",
    "ensure_plan",
    "hand_over",
    "lock_projects",
    "move_project",
    "plan_province",
    "record_decision",
    "record_openings",
    "record_past_state",
    "record_progress",
    "record_projects",
    "record_published_state",
    "record_results",
    "refresh_money",
    "remove_assignment",
    "remove_catalogue_row",
    "remove_decision",
    "remove_decision_file",
    "remove_decision_line",
    "remove_line",
    "remove_line_indicator",
    "remove_part",
    "remove_plan",
    "remove_programme",
    "remove_project",
    "remove_project_file",
    "remove_statement",
    "restore_decision",
    "restore_line",
    "restore_plan",
    "restore_programme",
    "restore_project",
    "save_budget",
    "save_catalogue_row",
    "save_decision",
    "save_indicators",
    "save_line",
    "save_line_indicator",
    "save_part",
    "save_plan",
    "save_programme",
    "save_project",
    "save_projects",
    "save_statement",
    "set_draft_money",
    "set_project_money",
    "verify_norm",
    "write_entries",
]
