"""Whether the process lives and whether the portal can work."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the database is reachable and migrated; 503 otherwise."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        pending = [None]
    if pending:
        return HttpResponse("chưa sẵn sàng", content_type="text/plain; charset=utf-8", status=503)
    return HttpResponse("ok", content_type="text/plain")
