"""An office's first steps: what is there, what comes next, who does it. Computed, never stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.checks import profile_gaps
from accounts.choices import OrganisationKind, Role
from accounts.models import OfficeProfile, Organisation, User
from accounts.permissions import ROLES, Permission
from accounts.services import own_centre
from localities.names import lowered
from localities.selectors import present_units_of
from programmes.choices import DecisionState
from programmes.models import AnnualPlan, PlanDecision, SupportProject
from progress.models import ReportingPeriod
from reports.models import DocumentTemplate, FormLayout

READERS: Final = (Permission.EDIT_CATALOGUES, Permission.EDIT_ACCOUNTS)


@dataclass(frozen=True)
class Step:
    """One thing to set up: how it stands, and the way there for who may do it."""

    title: str
    detail: str
    is_done: bool
    action: str
    url: str
    permission: Permission
    is_optional: bool = False
    is_begun: bool = False
    may: bool = True

    @property
    def who(self) -> str:
        """Who does it."""
        roles = [role for role in Role if self.permission in ROLES[role]]
        return ", ".join(lowered(str(role.label)) for role in roles)

    @property
    def standing(self) -> tuple[str, str]:
        """How it stands, as a state and its word."""
        if self.is_done:
            return "done", _("Đã xong")
        if self.is_begun:
            return "in_progress", _("Còn thiếu")
        return "not_started", _("Tùy chọn") if self.is_optional else _("Chưa làm")


def concerns(user: Any) -> bool:
    """Whether a person sets the office up."""
    return any(user.can(permission) for permission in READERS)


def steps(user: Any) -> Iterator[Step]:
    """Return the steps in their order, each asked for only when it is taken."""
    for make in STEPS:
        step = make(user)
        yield replace(step, may=user.can(step.permission))


def next_step(user: Any) -> Step | None:
    """Return the first step that is still to be done; None when the office works."""
    return next((step for step in steps(user) if not step.is_done and not step.is_optional), None)


def _profile(user: Any) -> Step:
    profiles = OfficeProfile.objects.on(timezone.localdate()).filter(organisation=own_centre(user))
    profile = profiles.prefetch_related("signers").first()
    gaps = list(profile_gaps(profile, profile.signers.all())) if profile else []
    detail = _("Tiêu đề văn bản, người ký, nơi nhận, ngày chốt và hạn nộp.")
    if gaps:
        detail = _("Còn thiếu: %s.") % ", ".join(gaps)
    elif profile:
        detail = _("%(body)s; %(place)s.") % {
            "body": profile.issuing_body,
            "place": profile.place_name,
        }
    return Step(
        title=_("Hoàn thiện Hồ sơ tỉnh"),
        detail=detail,
        is_done=profile is not None and not gaps,
        is_begun=profile is not None,
        action=_("Mở hồ sơ"),
        url=reverse("accounts:profile"),
        permission=Permission.EDIT_CATALOGUES,
    )


def _offices(user: Any) -> Step:
    centre = own_centre(user)
    communes = len(present_units_of(centre.unit)) if centre and centre.unit else 0
    kept = Organisation.objects.visible_to(user).filter(
        kind=OrganisationKind.COMMUNE_OFFICE, valid_to=None
    )
    found = kept.count()
    return Step(
        title=_("Kiểm tra đơn vị và địa bàn"),
        detail=_("%(n)s phòng cấp xã cho %(all)s xã, phường, đặc khu.")
        % {"n": found, "all": communes},
        is_done=found > 0,
        action=_("Xem các đơn vị"),
        url=reverse("admin:accounts_organisation_changelist"),
        permission=Permission.EDIT_ORGANISATIONS,
    )


def _accounts(user: Any) -> Step:
    rows = User.objects.visible_to(user).filter(is_active=True)
    counts = dict(rows.order_by().values_list("role").annotate(n=Count("pk")))
    centre = (Role.CENTRE_OFFICER, Role.CENTRE_ACCOUNTANT, Role.CENTRE_LEADER)
    missing = [lowered(str(role.label)) for role in centre if not counts.get(role)]
    told = [_("%s tài khoản đang dùng") % sum(counts.values())]
    if local := counts.get(Role.LOCAL_OFFICER):
        told.append(_("%s của địa phương") % local)
    if missing:
        told.append(_("chưa có %s") % ", ".join(missing))
    return Step(
        title=_("Lập tài khoản cho từng người"),
        detail="; ".join(told) + ".",
        is_done=not missing,
        is_begun=len(missing) < len(centre),
        action=_("Lập từ danh sách"),
        url=reverse("accounts:accounts-add"),
        permission=Permission.EDIT_ACCOUNTS,
    )


def _layouts(user: Any) -> Step:
    changed = FormLayout.history.filter(history_user__is_system=False)
    own = changed.order_by().values("id").distinct().count()
    return Step(
        title=_("Chỉnh mẫu biểu theo mẫu của Sở"),
        detail=_("%s mẫu biểu đã chỉnh.") % own
        if own
        else _("Tên cột, thứ tự, đơn vị tính, người ký; mẫu có sẵn dùng được ngay."),
        is_done=own > 0,
        is_optional=True,
        action=_("Xem mẫu biểu"),
        url=reverse("reports:layouts"),
        permission=Permission.EDIT_CATALOGUES,
    )


def _templates(user: Any) -> Step:
    found = DocumentTemplate.objects.visible_to(user).count()
    return Step(
        title=_("Đưa mẫu văn bản của đơn vị vào"),
        detail=_("%s mẫu Word, Excel.") % found
        if found
        else _("Tệp Word, Excel đang dùng, đặt ô trống vào chỗ cần điền số liệu."),
        is_done=found > 0,
        is_optional=True,
        action=_("Xem mẫu văn bản"),
        url=reverse("reports:templates"),
        permission=Permission.EDIT_TEMPLATES,
    )


def _plans(user: Any) -> Step:
    year = timezone.localdate().year
    found = AnnualPlan.objects.visible_to(user).filter(year=year).count()
    return Step(
        title=_("Lập kế hoạch năm %s") % year,
        detail=_("%s kế hoạch.") % found
        if found
        else _("Khuyến công địa phương và quốc gia là hai kế hoạch."),
        is_done=found > 0,
        action=_("Thêm kế hoạch"),
        url=reverse("programmes:plan-add"),
        permission=Permission.EDIT_PLANS,
    )


def _projects(user: Any) -> Step:
    year = timezone.localdate().year
    found = SupportProject.objects.visible_to(user).filter(plan__year=year).count()
    return Step(
        title=_("Nhập đề án của năm %s") % year,
        detail=_("%s đề án.") % found
        if found
        else _("Dán cả bảng từ Excel ở trang kế hoạch, hoặc thêm từng đề án."),
        is_done=found > 0,
        action=_("Mở kế hoạch"),
        url=reverse("programmes:plans"),
        permission=Permission.EDIT_PROJECTS,
    )


def _decisions(user: Any) -> Step:
    year = timezone.localdate().year
    decisions = PlanDecision.objects.visible_to(user).filter(plan__year=year)
    recorded = decisions.filter(state=DecisionState.RECORDED).count()
    return Step(
        title=_("Ghi nhận quyết định phê duyệt"),
        detail=_("%s quyết định đã ghi nhận.") % recorded
        if recorded
        else _("Số, ngày, người ký ghi ở trang kế hoạch; ghi nhận rồi số liệu mới vào báo cáo."),
        is_done=recorded > 0,
        action=_("Mở kế hoạch"),
        url=reverse("programmes:plans"),
        permission=Permission.RECORD_DECISIONS,
    )


def _periods(user: Any) -> Step:
    year = timezone.localdate().year
    found = ReportingPeriod.objects.visible_to(user).filter(starts_on__year=year).count()
    return Step(
        title=_("Mở kỳ báo cáo năm %s") % year,
        detail=_("%s kỳ đã mở.") % found
        if found
        else _("Mở cả năm một lần; ngày chốt và hạn nộp lấy theo Hồ sơ tỉnh."),
        is_done=found > 0,
        action=_("Mở kỳ báo cáo"),
        url=reverse("progress:period-add"),
        permission=Permission.EDIT_PERIODS,
    )


STEPS: Final[tuple[Callable[[Any], Step], ...]] = (
    _profile,
    _offices,
    _accounts,
    _layouts,
    _templates,
    _plans,
    _projects,
    _decisions,
    _periods,
)
