"""How the tests of start_office run it, and with what."""

import io

from django.core.management import call_command

from accounts.models import (
    Coverage,
    OfficeProfile,
    Organisation,
    OrganisationArea,
    Signer,
    User,
)

CENTRE = "Trung tâm Khuyến công tỉnh Hưng Yên"
PASSWORD = "tre-xanh-ben-song-hong-26"
OPTIONS = (
    "--province=33",
    f"--centre={CENTRE}",
    "--admin-name=Trần Thị Bình",
    "--password-env=FIRST_PASSWORD",
)
TABLES = (Organisation, OrganisationArea, Coverage, OfficeProfile, Signer, User)
PRESENT = 9  # communes of the new Hưng Yên in the small country


def start(*arguments: str) -> tuple[int, str, str]:
    """Exit code, what was printed, what was said beside it."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("start_office", *arguments, stdout=out, stderr=err)
    except SystemExit as left:
        code = int(str(left.code))
    return code, out.getvalue(), err.getvalue()


def rows() -> list[int]:
    """How much is stored, history included."""
    tracked = [model for model in TABLES if model is not Coverage]
    return [model.objects.count() for model in TABLES] + [
        model.history.count() for model in tracked
    ]
