"""The sample's opening balances, entered by the Centre's accountant on their own days."""

from datetime import date
from itertools import groupby

from khuyencong.sample.content import SOURCES, Content
from khuyencong.sample.files import amount_of, read
from programmes.balances import Amounts
from programmes.services import Opening, record_openings

PAPER = "Sổ kế toán minh họa"


def build_balances(content: Content, year: int) -> None:
    """Store the balances recorded in this year, those of a day at once."""
    mine = [row for row in read("balances") if row["recorded_on"].startswith(str(year))]
    for days, rows in groupby(mine, key=lambda row: (row["recorded_on"], row["as_of"])):
        recorded, as_of = (date.fromisoformat(text) for text in days)
        content.clock.set(recorded, 16)
        record_openings(
            [_opening(content, row) for row in rows],
            by=content.office.people["ketoan"],
            as_of=as_of,
            voucher=PAPER,
        )


def _opening(content: Content, row: dict[str, str]) -> Opening:
    amounts = (row[name] for name in ("received", "advanced", "settled"))
    return Opening(
        content.projects[row["project"]].pk,
        SOURCES[row["source"]],
        Amounts(*(amount_of(text) if text else None for text in amounts)),
    )
