"""Catalogues, plans, decisions, projects, tracking lines and the ledger in the admin."""

from programmes.admin import catalogues, ledger, plans, projects, proposal, tracking

__all__ = ["catalogues", "ledger", "plans", "projects", "proposal", "tracking"]
