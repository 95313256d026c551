"""People, their organisations, the areas these cover, and the office's profile."""

from accounts.models.organisations import (
    Contact,
    Coverage,
    Organisation,
    OrganisationArea,
    OrganisationName,
)
from accounts.models.profiles import OfficeProfile, Signer
from accounts.models.saved_views import SavedView
from accounts.models.users import User

__all__ = [
    "Contact",
    "Coverage",
    "OfficeProfile",
    "Organisation",
    "OrganisationArea",
    "OrganisationName",
    "SavedView",
    "Signer",
    "User",
]
