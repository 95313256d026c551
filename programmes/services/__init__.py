"""Writes of plans, decisions and projects."""

from programmes.services.catalogues import remove_catalogue_row, save_catalogue_row, verify_norm
from programmes.services.decisions import (
    add_line,
    draft_round,
    record_decision,
    remove_decision,
    remove_line,
    save_decision,
    set_draft_money,
    set_project_money,
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
from programmes.services.records import ProjectRow, plan_province, record_projects

__all__ = [
    "ProjectRow",
    "add_line",
    "draft_round",
    "ensure_plan",
    "move_project",
    "plan_province",
    "record_decision",
    "record_projects",
    "record_published_state",
    "refresh_money",
    "remove_catalogue_row",
    "remove_decision",
    "remove_line",
    "remove_part",
    "remove_plan",
    "remove_programme",
    "remove_project",
    "save_catalogue_row",
    "save_decision",
    "save_part",
    "save_plan",
    "save_programme",
    "save_project",
    "save_projects",
    "set_draft_money",
    "set_project_money",
    "verify_norm",
]
