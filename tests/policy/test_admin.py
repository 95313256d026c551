"""Every page of every model in the admin, asked by everybody, against `admin.csv`; no canary."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.db import models
from django.urls import NoReverseMatch, reverse

from accounts.choices import Role
from accounts.models import User
from programmes.models import SupportProject
from tests.factories.accounts import PASSWORD, person, signed_in
from tests.policy.asking import GROUPS, ask, group_of, routes, table
from tests.policy.canary import strange_in
from tests.policy.world import COLUMNS, World

ROWS = table("admin")
VIEWS = {"list": "changelist", "version": "simple_history"}
WITH_OBJECT = {"change", "history", "version", "delete"}
REGISTRY = sorted(admin.site._registry, key=lambda model: model._meta.label)


def test_every_registered_model_has_its_group() -> None:
    groups = {group_of(model) for model in REGISTRY}
    assert groups <= {row["group"] for row in ROWS}
    assert groups == {
        "accounts",
        "organisations",
        "catalogues",
        "records",
        "submissions",
        "logs",
    }


def test_models_that_stay_out_of_the_admin() -> None:
    """T03: nobody is given rights by groups or permissions, nor reads sessions and attempts."""
    ours = {
        "accounts",
        "beneficiaries",
        "localities",
        "programmes",
        "progress",
        "reports",
        "training",
    }
    assert {model._meta.app_label for model in REGISTRY} == ours
    out = {label for label, group in GROUPS.items() if group == "none"}
    assert out & {model._meta.label for model in REGISTRY} == set()


def test_every_page_of_the_admin_has_its_row() -> None:
    known = {VIEWS.get(row["page"], row["page"]) for row in ROWS}
    strange = []
    for model in REGISTRY:
        page = admin.site._registry[model]
        start = f"{model._meta.app_label}_{model._meta.model_name}_"
        strange += [
            f"{model._meta.label} {pattern.pattern}"
            for pattern in page.get_urls()
            if (pattern.name or "").removeprefix(start) not in known
        ]
    assert strange == []
    starts = {f"quan-tri/{m._meta.app_label}/{m._meta.model_name}/" for m in REGISTRY}
    apps_of = {f"quan-tri/{model._meta.app_label}/" for model in REGISTRY}
    for route in routes():
        if any(route.startswith(app) for app in apps_of):
            assert any(route.startswith(start) for start in starts), route


def source_of(model: type[models.Model]) -> Mapping[str, str] | None:
    """A field of a model in the admin that names `model`: what autocomplete is asked with."""
    for source in REGISTRY:
        for column in (*source._meta.fields, *source._meta.many_to_many):
            if column.remote_field and column.remote_field.model is model and column.editable:
                return {
                    "app_label": source._meta.app_label,
                    "model_name": source._meta.model_name,
                    "field_name": column.name,
                }
    return None


def address(model: type[models.Model], page: str, pk: int | None) -> str:
    """The address of a page of the admin; "" when the model doesn't have it."""
    if page == "autocomplete":
        source = source_of(model)
        return f"/quan-tri/autocomplete/?{urlencode(source)}" if source else ""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{VIEWS.get(page, page)}"
    arguments: list[Any] = [pk] if page in WITH_OBJECT else []
    if page == "version":
        if not hasattr(model, "history"):
            return ""
        row = model.history.filter(id=pk).first()
        arguments.append(row.pk if row else 1)
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def objects_of(world: World, model: type[models.Model], relation: str, actor: Any) -> list[Any]:
    """The objects that a row means, of records by area, of catalogues the one there is."""
    places = actor.others if relation == "other" else (actor.own,)
    found = [place.of(model) for place in places]
    if found[0] is None:
        found = [world.rows.get(model) or model._default_manager.first()]
    return [record.pk for record in found]


CASES = [
    pytest.param(
        model,
        row,
        id=" ".join((model._meta.label, *list(row.values())[1:5])),
        # One kind of record on both databases: their pages come from one class.
        marks=[pytest.mark.smoke] if model is SupportProject else [],
    )
    for model in REGISTRY
    for row in ROWS
    if row["group"] == group_of(model)
]


@pytest.mark.walker
@pytest.mark.parametrize(("model", "row"), CASES)
def test_the_answer_is_the_cell(
    world: World, model: type[models.Model], row: dict[str, str]
) -> None:
    differences: list[tuple[Any, ...]] = []
    for column in COLUMNS:
        for actor in world.of_column(column):
            for pk in objects_of(world, model, row["relation"], actor):
                url = address(model, row["page"], pk)
                if not url:
                    # No such page: its usual address leads nowhere.
                    assert row["page"] in {
                        "export",
                        "import",
                        "process_import",
                        "autocomplete",
                        "version",
                    }
                    continue
                answer = ask(actor.client(), row["method"], url)
                if not answer.meets(row[column]):
                    differences.append((actor.name, url, row[column], answer.word))
                if strange := strange_in(answer, row, actor):
                    differences.append((actor.name, url, "no canary", strange))
    assert differences == []


@pytest.mark.parametrize("page", ["export", "import", "process_import"])
def test_a_page_that_a_model_has_not_is_not_there(world: World, page: str) -> None:
    officer = world.actors["chuyenvien"]
    for model in REGISTRY:
        start = f"/quan-tri/{model._meta.app_label}/{model._meta.model_name}"
        if not address(model, page, None):
            assert ask(officer.client(), "GET", f"{start}/{page}/").status == 404, start


# --- rights gained through the admin (T03, T04) ---------------------------------------------------


def account_form(user: User, **changes: str) -> dict[str, str]:
    """What the page of an account posts."""
    return {
        "username": user.username,
        "full_name": user.full_name,
        "role": user.role,
        "organisation": str(user.organisation_id),
        "email": user.email,
        "phone": user.phone,
        "is_active": "on",
        **changes,
    }


EXTRA = {
    "is_superuser": "1", "is_staff": "1", "is_system": "1", "groups": "1", "user_permissions": "1",
    "password": "abc", "version": "99", "deleted_at": "2026-01-01", "id": "1",
}  # fmt: skip


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM_ADMIN])
def test_nobody_else_changes_an_account(world: World, role: str) -> None:
    before = list(User.objects.order_by("pk").values())
    for actor in world.of_column(role):
        for user in (actor.user, world.actors["kiemtra"].user):
            url = reverse("admin:accounts_user_change", args=[user.pk])
            data = account_form(user, role=Role.SYSTEM_ADMIN) | EXTRA
            assert actor.client().post(url, data).status_code == 403
    assert list(User.objects.order_by("pk").values()) == before


def test_extra_keys_of_an_account_are_not_read(world: World) -> None:
    actor, user = world.actors["quantri"], world.actors["kiemtra"].user
    before = User.objects.filter(pk=user.pk).values().get()
    url = reverse("admin:accounts_user_change", args=[user.pk])
    response = actor.client().post(url, account_form(user, position="Trưởng đoàn") | EXTRA)
    after = User.objects.filter(pk=user.pk).values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert response.status_code == 302
    assert changed == {"position", "search_key", "version", "updated_at"}
    assert after["version"] == before["version"] + 1
    user.refresh_from_db()


def test_an_account_is_not_given_to_an_office_out_of_the_area(world: World) -> None:
    actor, user = world.actors["quantri"], world.actors["kiemtra"].user
    foreign = world.actors["hn.chuyenvien"].user
    url = reverse("admin:accounts_user_change", args=[user.pk])
    data = account_form(user, organisation=str(foreign.organisation_id))
    answer = ask(actor.client(), "POST", url, data)
    assert answer.status == 422
    theirs = reverse("admin:accounts_user_change", args=[foreign.pk])
    assert ask(actor.client(), "POST", theirs, account_form(foreign)).status == 404
    assert ask(actor.client(), "GET", theirs).status == 404


def test_a_new_password_is_set_in_the_account_itself(world: World) -> None:
    """S37: there is no page of its own for passwords."""
    made = person("moi", world.actors["kiemtra"].user.organisation, Role.INSPECTOR)
    url = reverse("admin:accounts_user_change", args=[made.pk])
    client = signed_in(made)
    assert client.get("/").status_code == 200
    for password, status in (("ngan", 422), ("mat-khau-moi-cua-toi-2026", 302)):
        data = account_form(made, new_password=password)
        assert world.actors["quantri"].client().post(url, data).status_code == status
    made.refresh_from_db()
    assert not made.check_password(PASSWORD)
    assert made.check_password("mat-khau-moi-cua-toi-2026")
    assert client.get("/").status_code == 302  # the old session ended with the old password
