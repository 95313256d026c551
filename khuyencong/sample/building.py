"""Builds the sample from the files, year after year as an office would have typed it."""

from typing import Any

from django.db import transaction

from accounts.services import rebuild_coverage
from khuyencong.sample import clock
from khuyencong.sample.balances import build_balances
from khuyencong.sample.content import DRAFTED, REGISTERED, build_content
from khuyencong.sample.courses import build_courses
from khuyencong.sample.grid import build_grid
from khuyencong.sample.lines import build_lines
from khuyencong.sample.office import build_office
from khuyencong.sample.proposals import build_proposals
from khuyencong.sample.submissions import build_reports
from khuyencong.sample.templates import build_templates


@transaction.atomic
def build_sample(*, by: Any) -> None:
    """Store the whole sample; the people of it are written by ``by``, the system.

    The reports of 2024 are sent before the lines of later years exist: a period holds the lines
    of its day. Raises MissingReferenceError.
    """
    with clock.stopped() as running:
        running.set(REGISTERED[2024])
        office = build_office(by=by)
        rebuild_coverage(office.organisations.values())
        content = build_content(office, running)
        for year in (2024, 2026):
            running.set(REGISTERED[year], 15)
            build_proposals(content, year)
        build_lines(content, 2024)
        build_courses(content, 2024, 2024)
        build_reports(content, 2024)
        build_balances(content, 2024)
        for year in (2025, 2026):
            build_lines(content, year)
        build_courses(content, 2025, 2026)
        build_reports(content, 2026)
        build_balances(content, 2026)
        build_templates(office)
        running.set(DRAFTED[2026])
        build_grid(content, 2026)
