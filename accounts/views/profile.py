"""Hồ sơ tỉnh: what an office's papers and periods look like, dated, with a preview while typing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from accounts import selectors
from accounts.checks import profile_gaps
from accounts.forms import ProfileForm, SignerForm, SignerFormSet
from accounts.letterhead import OfficePaper, letterhead, paper_of, signatures
from accounts.models import OfficeProfile, Organisation
from accounts.permissions import Permission
from accounts.services import own_centre, save_profile
from accounts.views.access import require
from kernel import history, validity

ROWS = "nguoi-ky"
REPORT_SYMBOL = "BC"


@require_safe
def profile_page(request: HttpRequest) -> HttpResponse:
    """Show the profile of today, or the version asked for, beside its versions through time."""
    user = require(request, Permission.EDIT_CATALOGUES)
    centre = own_centre(user)
    versions = selectors.profile_versions(centre)
    profile = _chosen(versions, request.GET.get("ban"))
    context: dict[str, Any] = {
        "centre": centre,
        "profile": profile,
        "versions": [(row, _standing(row)) for row in versions],
    }
    if profile is not None:
        signers = list(profile.signers.all())
        context |= {
            "standing": _standing(profile),
            "signers": signers,
            "gaps": list(profile_gaps(profile, signers)),
            "sheet": _sheet(paper_of(profile, signers)),
            "entries": history.entries(profile),
        }
    return render(request, "accounts/profile.html", context)


@require_POST
def profile_preview(request: HttpRequest) -> HttpResponse:
    """Draw head and signatures from what is being typed; nothing is stored."""
    user = require(request, Permission.EDIT_CATALOGUES)
    form = ProfileForm(request.POST, user=user, instance=OfficeProfile())
    rows = SignerFormSet(request.POST, prefix=ROWS)
    sheet = _sheet(_typed_paper(form, rows))
    return render(request, "accounts/profile_sheet.html", {"sheet": sheet})


class ProfileEdit(View):
    """One page with everything in which provinces differ."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        profile = self._profile(request)
        form = ProfileForm(instance=profile, user=request.user)
        signers = [] if profile.pk is None else list(profile.signers.all())
        initial = [
            {name: getattr(one, name) for name in SignerForm._meta.fields} for one in signers
        ]
        rows = SignerFormSet(initial=initial, prefix=ROWS)
        return self._page(request, form, rows, paper_of(profile, signers))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store the version, or a new one of another day."""
        profile = self._profile(request)
        form = ProfileForm(request.POST, instance=profile, user=request.user)
        rows = SignerFormSet(request.POST, prefix=ROWS)
        if form.is_valid() and rows.is_valid():
            try:
                stored = save_profile(
                    form.save(commit=False),
                    rows.values(),
                    by=request.user,  # type: ignore[arg-type]
                    starts_on=form.cleaned_data["starts_on"],
                )
            except ValidationError as error:
                form.add_refusal(error)
            else:
                messages.success(request, _("Đã lưu hồ sơ tỉnh."))
                return redirect(stored)
        return self._page(request, form, rows, _typed_paper(form, rows), form.refused_status())

    def _profile(self, request: HttpRequest) -> OfficeProfile:
        """The version to change; a Centre without one gets its first. Answers 404 or 403."""
        user = require(request, Permission.EDIT_CATALOGUES)
        centre = own_centre(user)
        if centre is None:
            raise Http404
        found = _chosen(selectors.profile_versions(centre), request.GET.get("ban"))
        return found or _first_profile(centre)

    def _page(
        self,
        request: HttpRequest,
        form: ProfileForm,
        rows: Any,
        paper: OfficePaper,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "form": form,
            "rows": rows,
            "profile": form.instance if form.instance.pk else None,
            "sheet": _sheet(paper),
            "error_count": len(form.errors) + sum(len(row) for row in rows.errors),
        }
        return render(request, "accounts/profile_form.html", context, status=status)


def _chosen(versions: list[OfficeProfile], asked: str | None) -> OfficeProfile | None:
    """The version asked for (404 for an unknown one), else that of today, else the newest."""
    if asked:
        found = [row for row in versions if str(row.pk) == asked]
        if not found:
            raise Http404
        return found[0]
    today = timezone.localdate()
    holding = [row for row in versions if validity.is_on(row, today)]
    return next(iter(holding or versions), None)


def _standing(profile: OfficeProfile) -> tuple[str, str]:
    """Where a version stands today, as a state and its word."""
    return validity.STANDINGS[validity.standing(profile, timezone.localdate())]


def _first_profile(centre: Organisation) -> OfficeProfile:
    profile = OfficeProfile(organisation=centre, issuing_body=centre.name.upper())
    profile.place_name = centre.unit.name if centre.unit else ""
    return profile


def _typed_paper(form: ProfileForm, rows: Any) -> OfficePaper:
    """The paper as it would be with what is typed, right or wrong."""
    values = form.typed()
    recipients = tuple(line for line in values.pop("recipients").splitlines() if line)
    typed = rows.typed() if rows.management_form.is_valid() else []
    signers = tuple((row["capacity"], row["position"], row["full_name"]) for row in typed)
    return OfficePaper(**values, recipients=recipients, signers=signers)


def _sheet(paper: OfficePaper) -> dict[str, Any]:
    """What the preview draws."""
    return {
        "head": letterhead(paper, REPORT_SYMBOL, timezone.localdate().year),
        "signatures": signatures(paper),
        "recipients": paper.recipients,
    }
