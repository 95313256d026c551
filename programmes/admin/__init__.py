"""Catalogues, plans, decisions and projects in the admin."""

from programmes.admin import catalogues, plans, projects

__all__ = ["catalogues", "plans", "projects"]
