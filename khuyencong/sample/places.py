"""Units of the sample's files, by code and day."""

from datetime import date

from localities import selectors as localities
from localities.models import AdministrativeUnit

TODAY_OF_THE_SAMPLE = date(2026, 1, 1)  # fixed: the sample is the same whenever it is loaded


class MissingReferenceError(Exception):
    """A unit or a catalogue row of the sample isn't in this database."""


def unit_of(text: str) -> AdministrativeUnit:
    """Return the unit of "12472" or "12472@2024-12-31". Raises MissingReferenceError."""
    unit = localities.unit_of_code(text, day=TODAY_OF_THE_SAMPLE)
    if unit is None:
        raise MissingReferenceError(text)
    return unit
