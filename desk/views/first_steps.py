"""The page of an office's first steps."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk import first_steps


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show what is set up and what comes next."""
    user: Any = request.user
    if not first_steps.concerns(user):
        raise PermissionDenied
    steps = list(first_steps.steps(user))
    needed = [step for step in steps if not step.task.is_optional]
    context = {
        "steps": steps,
        "done": sum(step.found.is_done for step in needed),
        "count": len(needed),
        "next": next((step for step in needed if not step.found.is_done), None),
    }
    return render(request, "desk/first_steps.html", context)
