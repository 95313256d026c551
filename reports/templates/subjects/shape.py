"""The shape that all subjects of templates share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.templates.placeholders import Groups
from reports.templates.values import Values


@dataclass(frozen=True)
class Subject:
    """What a template can be for: its placeholders, what they say of one thing, where it is used.

    ``values`` takes the thing (a report that was made, a decision, a project) and who asks for it;
    ``newest`` returns one for examples, None where there is none. ``starters`` draw a template to
    begin with, by the ending of its file.
    """

    slug: str
    name: Any
    file_stem: str
    groups: Callable[[], Groups]
    values: Callable[[Any, Any], Values]
    newest: Callable[[Any], Any]
    starters: Mapping[str, Callable[[], bytes]]
    address: Callable[[], str]
    open_label: Any
