"""Constraints: the database and the form say no to the same rows, in Vietnamese."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from kernel import constraints as c

RULES = [
    c.non_negative("a", "kc_t_non_negative"),
    c.positive("b", "kc_t_positive"),
    c.percent("share", "kc_t_percent"),
    c.at_most("a", "b", "kc_t_at_most", message="Vượt mức."),
    c.dates_in_order("first", "last", "kc_t_order"),
    c.dates_in_order("first", "paid", "kc_t_strict", strict=True, message="Chi trước khi duyệt."),
    c.both_or_neither("left", "right", "kc_t_both"),
    c.one_of("state", ["draft", "done"], "kc_t_state"),
]

GOOD: dict[str, Any] = {"state": "draft"}


@pytest.fixture(scope="module")
def row_model(django_db_setup: None, django_db_blocker: Any) -> Iterator[type[models.Model]]:
    """A table with every rule on it, outside the registry of the portal's models."""
    with isolate_apps("kernel"):

        class Row(models.Model):  # noqa: DJ008
            a = models.IntegerField(null=True, blank=True)
            b = models.IntegerField(null=True, blank=True)
            share = models.IntegerField(null=True, blank=True)
            first = models.DateField(null=True, blank=True)
            last = models.DateField(null=True, blank=True)
            paid = models.DateField(null=True, blank=True)
            left = models.IntegerField(null=True, blank=True)
            right = models.IntegerField(null=True, blank=True)
            state = models.CharField(max_length=10)

            class Meta:
                app_label = "kernel"
                db_table = "kc_t_constraint_rows"
                constraints = RULES

        with django_db_blocker.unblock():
            with connection.schema_editor() as editor:
                editor.create_model(Row)
            yield Row
            with connection.schema_editor() as editor:
                editor.delete_model(Row)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"a": 0, "b": 1},
        {"a": 5, "b": 5},
        {"share": 0},
        {"share": 100},
        {"first": "2026-03-01", "last": "2026-03-01"},
        {"first": "2026-03-01"},
        {"first": "2026-03-01", "paid": "2026-03-02"},
        {"left": 0, "right": 0},
    ],
)
def test_good_rows_pass(row_model: type[models.Model], values: dict[str, Any]) -> None:
    row = row_model(**GOOD | values)
    row.full_clean()
    row.save()
    assert row.pk is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"a": -1}, "Giá trị không được âm."),
        ({"b": 0}, "Giá trị phải lớn hơn 0."),
        ({"share": 101}, "Tỷ lệ phải trong khoảng 0–100."),
        ({"share": -1}, "Tỷ lệ phải trong khoảng 0–100."),
        ({"a": 6, "b": 5}, "Vượt mức."),
        ({"first": "2026-03-01", "last": "2026-02-28"}, "Ngày kết thúc phải sau ngày bắt đầu."),
        ({"first": "2026-03-01", "paid": "2026-03-01"}, "Chi trước khi duyệt."),
        ({"left": 1}, "Hai mục này phải cùng có hoặc cùng để trống."),
        ({"right": 1}, "Hai mục này phải cùng có hoặc cùng để trống."),
        ({"state": "other"}, "Giá trị không nằm trong danh mục."),
    ],
)
def test_bad_rows_are_refused_by_form_and_database(
    row_model: type[models.Model], values: dict[str, Any], message: str
) -> None:
    row = row_model(**GOOD | values)
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert caught.value.messages == [message]
    with pytest.raises(IntegrityError, match="kc_t_"), transaction.atomic():
        row.save()


@pytest.mark.pure
def test_a_constraint_equals_its_copy_in_a_migration() -> None:
    for rule in RULES:
        path, args, kwargs = rule.deconstruct()
        assert path == "django.db.models.CheckConstraint"
        assert models.CheckConstraint(*args, **kwargs) == rule
