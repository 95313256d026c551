"""Questions about units and places: one function per question.

`units`: which unit, what became of it, what it covers. `places`: units found by what people write.
`area`: the same for the many places of a sheet.
"""

from localities.names import label, long_label
from localities.selectors.area import Area
from localities.selectors.places import (
    PlaceMatch,
    find,
    matching,
    parse_place,
    province_named,
    provinces_named,
)
from localities.selectors.units import (
    Outcome,
    Reach,
    closure,
    closure_ids,
    descendants,
    inside,
    present_units_of,
    successors,
    unit_now,
    unit_of_code,
    unit_on,
)

__all__ = [
    "Area",
    "Outcome",
    "PlaceMatch",
    "Reach",
    "closure",
    "closure_ids",
    "descendants",
    "find",
    "inside",
    "label",
    "long_label",
    "matching",
    "parse_place",
    "present_units_of",
    "province_named",
    "provinces_named",
    "successors",
    "unit_now",
    "unit_of_code",
    "unit_on",
]
