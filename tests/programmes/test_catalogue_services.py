"""A norm that the office has compared with its text, and what a change does to that."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from programmes.models import SupportNorm
from programmes.services import save_catalogue_row, verify_norm

pytestmark = pytest.mark.django_db


@pytest.fixture
def norm(place: SimpleNamespace) -> SupportNorm:
    """A norm that the officer has compared."""
    made = SupportNorm(
        code="4.1", name="Máy móc", level="local", percent=Decimal(50), valid_from=date(2026, 1, 1)
    )
    return verify_norm(made, by=place.officer, verified=True)


def test_a_changed_rule_has_to_be_compared_again(place: SimpleNamespace, norm: SupportNorm) -> None:
    assert norm.is_verified
    norm.percent = Decimal(60)
    save_catalogue_row(norm, by=place.officer)
    stored = SupportNorm.objects.get(pk=norm.pk)
    assert (stored.percent, stored.is_verified, stored.verified_by) == (60, False, None)


def test_a_note_changes_no_rule(place: SimpleNamespace, norm: SupportNorm) -> None:
    norm.note = "Xem thêm"
    save_catalogue_row(norm, by=place.officer)
    assert SupportNorm.objects.get(pk=norm.pk).is_verified


def test_changed_and_compared_at_once(place: SimpleNamespace, norm: SupportNorm) -> None:
    norm.percent = Decimal(70)
    verify_norm(norm, by=place.officer, verified=True)
    assert SupportNorm.objects.get(pk=norm.pk).is_verified
