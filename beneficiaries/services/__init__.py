"""Writes of facilities, their parts and the industry codes."""

from beneficiaries.services.facilities import (
    record_facilities,
    record_facility,
    remove_facility,
    remove_part,
    restore_facility,
    save_part,
)
from beneficiaries.services.industries import load_industries, save_industry

__all__ = [
    "load_industries",
    "record_facilities",
    "record_facility",
    "remove_facility",
    "remove_part",
    "restore_facility",
    "save_industry",
    "save_part",
]
