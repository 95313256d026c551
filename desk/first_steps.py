"""An office's first steps: what is there, what comes next, who does it. Computed, never stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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

P = Permission
READERS: Final = (P.EDIT_CATALOGUES, P.EDIT_ACCOUNTS)


@dataclass(frozen=True)
class Found:
    """What there is of a step already, in a sentence."""

    detail: str
    is_done: bool
    is_begun: bool = False


@dataclass(frozen=True)
class Task:
    """One thing to set up: its name, the way there, who may go, and how to see what there is."""

    title: Any
    action: Any
    address: str
    permission: Permission
    look: Callable[[Any], Found]
    is_optional: bool = False


@dataclass(frozen=True)
class Step:
    """A task as a person finds it."""

    task: Task
    found: Found
    may: bool

    @property
    def title(self) -> str:
        """What is to be done."""
        return str(self.task.title).format(year=timezone.localdate().year)

    @property
    def url(self) -> str:
        """Where it is done."""
        return reverse(self.task.address)

    @property
    def who(self) -> str:
        """Who does it."""
        roles = [role for role in Role if self.task.permission in ROLES[role]]
        return ", ".join(lowered(str(role.label)) for role in roles)

    @property
    def standing(self) -> tuple[str, str]:
        """How it stands, as a state and its word."""
        if self.found.is_done:
            return "done", str(_("Đã xong"))
        if self.found.is_begun:
            return "in_progress", str(_("Còn thiếu"))
        return "not_started", str(_("Tùy chọn") if self.task.is_optional else _("Chưa làm"))


def concerns(user: Any) -> bool:
    """Whether a person sets the office up."""
    return any(user.can(permission) for permission in READERS)


def steps(user: Any) -> Iterator[Step]:
    """Return the steps in their order, each asked for only when it is taken."""
    return (Step(task, task.look(user), user.can(task.permission)) for task in TASKS)


def next_step(user: Any) -> Step | None:
    """Return the first step that is still to be done; None when the office works."""
    waiting = (one for one in steps(user) if not one.found.is_done and not one.task.is_optional)
    return next(waiting, None)


def _profile(user: Any) -> Found:
    profiles = OfficeProfile.objects.on(timezone.localdate()).filter(organisation=own_centre(user))
    profile = profiles.prefetch_related("signers").first()
    if profile is None:
        return Found(_("Tiêu đề văn bản, người ký, nơi nhận, ngày chốt và hạn nộp."), is_done=False)
    if gaps := list(profile_gaps(profile, profile.signers.all())):
        return Found(_("Còn thiếu: %s.") % ", ".join(gaps), is_done=False, is_begun=True)
    return Found(f"{profile.issuing_body}; {profile.place_name}.", is_done=True)


def _offices(user: Any) -> Found:
    centre = own_centre(user)
    communes = len(present_units_of(centre.unit)) if centre and centre.unit else 0
    kept = Organisation.objects.visible_to(user).filter(
        kind=OrganisationKind.COMMUNE_OFFICE, valid_to=None
    )
    found = kept.count()
    detail = _("%(n)s phòng cấp xã cho %(all)s xã, phường, đặc khu.")
    return Found(detail % {"n": found, "all": communes}, is_done=found > 0)


def _accounts(user: Any) -> Found:
    rows = User.objects.visible_to(user).filter(is_active=True)
    counts = dict(rows.order_by().values_list("role").annotate(n=Count("pk")))
    centre = (Role.CENTRE_OFFICER, Role.CENTRE_ACCOUNTANT, Role.CENTRE_LEADER)
    missing = [lowered(str(role.label)) for role in centre if not counts.get(role)]
    told = [_("%s tài khoản đang dùng") % sum(counts.values())]
    if local := counts.get(Role.LOCAL_OFFICER):
        told.append(_("%s của địa phương") % local)
    if missing:
        told.append(_("chưa có %s") % ", ".join(missing))
    return Found("; ".join(told) + ".", is_done=not missing, is_begun=len(missing) < len(centre))


def _counted(count: Callable[[Any], int], some: Any, none: Any) -> Callable[[Any], Found]:
    """Look by counting: any row at all is done."""

    def look(user: Any) -> Found:
        found = count(user)
        return Found(some % found if found else none, is_done=found > 0)

    return look


def _changed_layouts(_user: Any) -> int:
    rows = FormLayout.history.filter(history_user__is_system=False)
    return int(rows.order_by().values("id").distinct().count())


def _this_year(rows: Any, lookup: str, **more: Any) -> Callable[[Any], int]:
    def count(user: Any) -> int:
        year = timezone.localdate().year
        return int(rows.visible_to(user).filter(**{lookup: year}, **more).count())

    return count


TASKS: Final = (
    Task(
        _("Hoàn thiện Hồ sơ tỉnh"), _("Mở hồ sơ"), "accounts:profile", P.EDIT_CATALOGUES, _profile
    ),
    Task(
        _("Kiểm tra đơn vị và địa bàn"), _("Xem các đơn vị"),
        "admin:accounts_organisation_changelist", P.EDIT_ORGANISATIONS, _offices,
    ),
    Task(
        _("Lập tài khoản cho từng người"), _("Lập từ danh sách"), "accounts:accounts-add",
        P.EDIT_ACCOUNTS, _accounts,
    ),
    Task(
        _("Chỉnh mẫu biểu theo mẫu của Sở"), _("Xem mẫu biểu"), "reports:layouts",
        P.EDIT_CATALOGUES,
        _counted(
            _changed_layouts, _("%s mẫu biểu đã chỉnh."),
            _("Tên cột, thứ tự, đơn vị tính, người ký; mẫu có sẵn dùng được ngay."),
        ),
        is_optional=True,
    ),
    Task(
        _("Đưa mẫu văn bản của đơn vị vào"), _("Xem mẫu văn bản"), "reports:templates",
        P.EDIT_TEMPLATES,
        _counted(
            lambda user: DocumentTemplate.objects.visible_to(user).count(),
            _("%s mẫu Word, Excel."),
            _("Tệp Word, Excel đang dùng, đặt ô trống vào chỗ cần điền số liệu."),
        ),
        is_optional=True,
    ),
    Task(
        _("Lập kế hoạch năm {year}"), _("Thêm kế hoạch"), "programmes:plan-add", P.EDIT_PLANS,
        _counted(
            _this_year(AnnualPlan.objects, "year"), _("%s kế hoạch."),
            _("Khuyến công địa phương và quốc gia là hai kế hoạch."),
        ),
    ),
    Task(
        _("Nhập đề án của năm {year}"), _("Mở kế hoạch"), "programmes:plans", P.EDIT_PROJECTS,
        _counted(
            _this_year(SupportProject.objects, "plan__year"), _("%s đề án."),
            _("Dán cả bảng từ Excel ở trang kế hoạch, hoặc thêm từng đề án."),
        ),
    ),
    Task(
        _("Ghi nhận quyết định phê duyệt"), _("Mở kế hoạch"), "programmes:plans",
        P.RECORD_DECISIONS,
        _counted(
            _this_year(PlanDecision.objects, "plan__year", state=DecisionState.RECORDED),
            _("%s quyết định đã ghi nhận."),
            _("Số, ngày, người ký ghi ở trang kế hoạch; ghi nhận rồi số liệu mới vào báo cáo."),
        ),
    ),
    Task(
        _("Mở kỳ báo cáo năm {year}"), _("Mở kỳ báo cáo"), "progress:period-add", P.EDIT_PERIODS,
        _counted(
            _this_year(ReportingPeriod.objects, "starts_on__year"), _("%s kỳ đã mở."),
            _("Mở cả năm một lần; ngày chốt và hạn nộp lấy theo Hồ sơ tỉnh."),
        ),
    ),
)  # fmt: skip
