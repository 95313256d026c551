"""The grid of a plan: its projects typed or pasted as in Excel, checked cell by cell, stored."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.permissions import Permission
from kernel.autosave import clock, told_by_script
from kernel.refusals import refusal_text
from programmes.choices import ProjectKind, ProjectState
from programmes.forms.grid import BLANK_ROWS, GridPost
from programmes.grid.block import Block, Cells
from programmes.grid.columns import columns_for
from programmes.models import AnnualPlan, PlanGridDraft
from programmes.selectors.grid import GridReading, activities_of, read_grid
from programmes.services.grid import save_grid_draft, store_grid
from programmes.views import grid_rows
from programmes.views.access import in_scope, require

Kept = tuple[Sequence[Cells], str]


class PlanGrid(View):
    """GET shows what the person has typed so far; POST keeps it, mends it or stores it."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the grid with the person's draft."""
        plan = self._plan(request, pk)
        return self._page(request, _draft(request, plan))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do the one thing that was pressed."""
        plan = self._plan(request, pk)
        try:
            typed = GridPost(request.POST, columns_for(plan.level, plan.year))
        except ValidationError as error:
            return self._refused(request, plan, None, error)
        try:
            if typed.action not in self._acts():
                raise ValidationError(_("Chưa chọn việc cần làm."))
            return self._acts()[typed.action](request, plan, typed)
        except ValidationError as error:
            return self._refused(request, plan, (typed.rows, typed.unit), error)

    def _plan(self, request: HttpRequest, pk: int) -> AnnualPlan:
        plan = in_scope(AnnualPlan.objects.visible_to(request.user).select_related("province"), pk)
        require(request, Permission.EDIT_PLANS)
        require(request, Permission.EDIT_PROJECTS)
        return plan

    # --- what can be pressed ---

    def _acts(self) -> dict[str, Callable[..., HttpResponse]]:
        return {
            "draft": self._keep,
            "paste": self._paste,
            "upload": self._upload,
            "chon": self._choose,
            "xoa": self._arrange,
            "chen": self._arrange,
            "clear": self._clear,
            "save": self._store,
        }

    def _keep(self, request: HttpRequest, plan: AnnualPlan, typed: GridPost) -> HttpResponse:
        return self._kept(request, plan, typed, typed.rows)

    def _paste(self, request: HttpRequest, plan: AnnualPlan, typed: GridPost) -> HttpResponse:
        """With the script only tell how the block is read: it puts the cells where they belong."""
        block = typed.pasted()
        if told_by_script(request):
            return JsonResponse(
                {"rows": block.rows, "headed": block.is_headed, "words": _in_words(block)}
            )
        return self._added(request, plan, typed, block)

    def _upload(self, request: HttpRequest, plan: AnnualPlan, typed: GridPost) -> HttpResponse:
        return self._added(request, plan, typed, typed.uploaded(request.FILES.get("tep")))

    def _added(
        self, request: HttpRequest, plan: AnnualPlan, typed: GridPost, block: Block
    ) -> HttpResponse:
        if not block.rows:
            raise ValidationError(_("Không đọc được dòng đề án nào."))
        answer = self._kept(request, plan, typed, typed.with_block(block))
        messages.success(request, _in_words(block))
        return answer

    def _choose(self, request: HttpRequest, plan: AnnualPlan, typed: GridPost) -> HttpResponse:
        reading = read_grid(plan, typed.rows, typed.unit, request.user)
        rows = typed.chosen(reading.remarks)
        return self._kept(request, plan, typed, rows)

    def _arrange(self, request: HttpRequest, plan: AnnualPlan, typed: GridPost) -> HttpResponse:
        return self._kept(request, plan, typed, typed.arranged())

    def _clear(self, request: HttpRequest, plan: AnnualPlan, typed: GridPost) -> HttpResponse:
        return self._kept(request, plan, typed, [])

    def _kept(
        self, request: HttpRequest, plan: AnnualPlan, typed: GridPost, rows: Sequence[Cells]
    ) -> HttpResponse:
        draft = save_grid_draft(plan, rows, typed.unit, seen_version=typed.version, by=request.user)
        if not told_by_script(request):
            return redirect("programmes:plan-grid", plan.pk)
        reading = read_grid(plan, draft.rows, draft.unit, request.user)
        facts = {"version": draft.version, "saved": clock(draft.saved_at)}
        if draft.rows != typed.rows:
            facts["rows"] = draft.rows
        return JsonResponse(facts | self._drawn(reading, draft.rows))

    def _store(self, request: HttpRequest, plan: AnnualPlan, typed: GridPost) -> HttpResponse:
        reading = read_grid(plan, typed.rows, typed.unit, request.user)
        if reading.repeated and request.POST.get("dong-y") != "1":
            text = _("Có dòng có thể đã có trong kế hoạch; xem lại rồi đánh dấu để lưu.")
            raise ValidationError(text, code="repeated")
        try:
            stored = store_grid(
                plan, typed.rows, typed.unit, seen_version=typed.version, by=request.user
            )
        except ValidationError as error:
            if getattr(error, "code", "") != "stored":  # one of several sentences has no code
                raise
            messages.info(request, refusal_text(error))
            return redirect(plan)
        messages.success(
            request,
            _("Đã thêm %(n)s đề án vào kế hoạch, trong đợt phê duyệt đang lập.")
            % {"n": len(stored)},
        )
        return redirect(plan)

    # --- what is answered ---

    def _refused(
        self,
        request: HttpRequest,
        plan: AnnualPlan,
        kept: Kept | None,
        error: ValidationError,
    ) -> HttpResponse:
        status = 409 if getattr(error, "code", "") == "stale" else 422
        if told_by_script(request):
            return JsonResponse({"message": refusal_text(error)}, status=status)
        draft = _draft(request, plan)
        return self._page(request, draft, kept, refused=refusal_text(error), status=status)

    def _drawn(self, reading: GridReading, rows: Sequence[Cells]) -> dict[str, Any]:
        """What the script puts into the page: remarks by row, marks by cell, sums, the summary."""
        return {
            "remarks": grid_rows.remarks_by_row(reading),
            "marks": grid_rows.marks(reading),
            "summary": render_to_string("programmes/grid/summary.html", _summary(reading)),
        }

    def _page(
        self,
        request: HttpRequest,
        draft: PlanGridDraft,
        kept: Kept | None = None,
        *,
        refused: str = "",
        status: int = 200,
    ) -> HttpResponse:
        rows, unit = kept or (draft.rows, draft.unit)
        reading = read_grid(draft.plan, rows, unit, request.user)
        blank = max(BLANK_ROWS - len(rows), 2)
        context = {
            "plan": draft.plan,
            "draft": draft,
            "unit": unit,
            "units": PlanGridDraft._meta.get_field("unit").choices,
            "rows": grid_rows.draw(reading, [*rows, *({} for _one in range(blank))]),
            "sums": grid_rows.sums(reading),
            "activities": activities_of(draft.plan),
            "kinds": ProjectKind.labels,
            "states": ProjectState.labels,
            "saved": clock(draft.saved_at) if draft.version else "",
            "refused": refused,
            **_summary(reading),
        }
        return render(request, "programmes/grid/page.html", context, status=status)


def _draft(request: HttpRequest, plan: AnnualPlan) -> PlanGridDraft:
    found = PlanGridDraft.objects.filter(plan=plan, user=request.user).first()
    draft = found or PlanGridDraft(user=request.user)
    draft.plan = plan
    return draft


def _summary(reading: GridReading) -> dict[str, Any]:
    return {
        "reading": reading,
        "wrongs": grid_rows.wrongs(reading),
        "mends": grid_rows.mends(reading),
    }


def _in_words(block: Block) -> str:
    parts = [_("Đã đọc %s dòng") % len(block.rows)]
    parts.append(_("theo tên cột") if block.is_headed else _("theo thứ tự cột"))
    if block.left_out:
        parts.append(_("bỏ %s dòng tiêu đề nhóm, dòng cộng") % block.left_out)
    if block.unknown_heads:
        names = "; ".join(f"“{name}”" for name in block.unknown_heads[:5])
        parts.append(_("không dùng cột %s") % names)
    return ", ".join(parts) + "."
