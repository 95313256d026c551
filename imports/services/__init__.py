"""Storing what comes in."""

from imports.services.published_cases import load_cases
from imports.services.sheets import RESOURCES, import_sheet

__all__ = ["RESOURCES", "import_sheet", "load_cases"]
