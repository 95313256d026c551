"""What the database should know about its tables after a great load."""

from django.db import connections, models, router


def refresh(*model_types: type[models.Model]) -> None:
    """Count the tables anew on PostgreSQL, whose planner else believes that they are still empty.

    A join over 10,000 freshly loaded rows took minutes without it. It works inside a transaction;
    on SQLite, which plans without such counts, it does nothing.
    """
    for model in model_types:
        connection = connections[router.db_for_write(model)]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
