"""The ground: small named tools without models."""

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.urls import register_converter

from kernel.http import RecordNumberConverter


class KernelConfig(AppConfig):
    """Registers ``<record:pk>``; installs the database guards after every migration run."""

    name = "kernel"
    verbose_name = "Nền chung"
    default = True

    def ready(self) -> None:
        """Guards live outside migrations: SQLite drops a table's triggers at any AlterField."""
        if self.apps is not apps:
            return  # a registry of a few models only, as tests make it
        register_converter(RecordNumberConverter, "record")
        from kernel import guards  # noqa: PLC0415  (needs the loaded app registry)

        histories = [m for m in apps.get_models() if hasattr(m, "history_change_reason")]
        guards.register(*(guards.append_only(model._meta.db_table) for model in histories))
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        pre_migrate.connect(guards.before_migration, sender=last, dispatch_uid="kernel.unguard")
        post_migrate.connect(_install_guards, sender=last, dispatch_uid="kernel.guard")


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django's admin on the portal's own site object, so that it wears the portal's clothes."""

    default = False
    default_site = "kernel.admin_site.PortalAdminSite"


def _install_guards(*, using: str = "default", **_kwargs: object) -> None:
    from kernel import guards  # noqa: PLC0415  (needs the loaded app registry)

    guards.install(connections[using])
