"""Rows that the sample's officer is still typing into a plan's grid: some are to be mended."""

from kernel.money import MILLION
from khuyencong.sample.content import Content
from khuyencong.sample.files import read
from programmes.models import AnnualPlan
from programmes.services.grid import save_grid_draft


def build_grid(content: Content, year: int) -> None:
    """Keep the rows as a draft of the year's local plan."""
    rows = [{key: text for key, text in row.items() if text} for row in read("grid")]
    plan = AnnualPlan.objects.get(year=year, level="local")
    save_grid_draft(plan, rows, MILLION, seen_version=0, by=content.officer)
