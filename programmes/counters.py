"""What counts results of tracking lines by itself stands above this app and leaves its name here.

A line that gets an indicator, or loses one, is counted anew at once: nobody types what is counted.
"""

from collections.abc import Collection
from typing import Final

from django.utils.module_loading import import_string

_counters: Final[list[str]] = []


def register(service: str) -> None:
    """Take the dotted name of a service that counts lines anew: ``service(line_ids)``."""
    if service not in _counters:
        _counters.append(service)


def recount(line_ids: Collection[int]) -> None:
    """Have everything that counts for these lines counted anew."""
    for name in _counters:
        import_string(name)(line_ids)
