"""Catalogues, plans, decisions, projects and tracking lines in the admin."""

from programmes.admin import catalogues, plans, projects, proposal, tracking

__all__ = ["catalogues", "plans", "projects", "proposal", "tracking"]
