"""Programmes, plans, decisions and their signed lines: a plan is the sum of its decisions."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.constraints import dates_in_order
from kernel.money import MoneyField
from kernel.records import Record, ScopedQuerySet
from localities.models import AdministrativeUnit
from programmes.choices import (
    DecisionKind,
    DecisionState,
    FundingLevel,
    FundingSource,
    PlanState,
)
from programmes.models.catalogues import LegalDocument


class ProvincialQuerySet(ScopedQuerySet):
    """Records of a province; a local office sees those that have a project in its area."""

    project_lookup = "projects"

    def in_scope(self, user: Any) -> Self:
        """Rows of covered provinces, and for local offices rows with a project of theirs."""
        if user.sees_everything:
            return self
        if not user.is_local:
            return self.filter(province__in=user.covered_units())
        theirs = _project_model().objects.visible_to(user)
        return self.filter(**{f"{self.project_lookup}__in": theirs}).distinct()


def _project_model() -> type[models.Model]:
    return AnnualPlan._meta.get_field("projects").related_model


class Programme(Record):
    """A programme of industrial extension over some years, national or of a province."""

    name = models.CharField(_("tên chương trình"), max_length=300)
    level = models.CharField(_("cấp"), max_length=10, choices=FundingLevel)
    province = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("tỉnh (theo tên lúc ban hành)"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
    )
    first_year = models.PositiveSmallIntegerField(_("từ năm"))
    last_year = models.PositiveSmallIntegerField(_("đến năm"))
    document = models.ForeignKey(
        LegalDocument,
        verbose_name=_("văn bản phê duyệt"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
    )
    note = models.TextField(_("ghi chú"), max_length=2000, blank=True)

    class ProgrammeQuerySet(ScopedQuerySet):
        """Programmes; national ones concern everybody."""

        def in_scope(self, user: Any) -> Self:
            """National programmes and those of provinces in reach."""
            if user.sees_everything:
                return self
            return self.filter(Q(province__isnull=True) | Q(province__in=user.covered_units()))

    objects = ProgrammeQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("chương trình khuyến công")
        verbose_name_plural = _("chương trình khuyến công")
        ordering = ["-first_year", "name"]
        constraints = [
            *Record.Meta.constraints,
            dates_in_order("first_year", "last_year", "programmes_programme_years"),
        ]

    def __str__(self) -> str:
        return self.name


class AnnualPlan(Record):
    """The plan of one province (of its time), one year and one level."""

    programme = models.ForeignKey(
        Programme,
        verbose_name=_("chương trình"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
    )
    province = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("tỉnh, thành phố"),
        on_delete=models.PROTECT,
        related_name="annual_plans",
    )
    year = models.PositiveSmallIntegerField(_("năm"))
    level = models.CharField(_("cấp"), max_length=10, choices=FundingLevel)
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=PlanState, default=PlanState.OPEN, editable=False
    )
    note = models.TextField(_("ghi chú"), max_length=2000, blank=True)

    objects = ProvincialQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("kế hoạch khuyến công năm")
        verbose_name_plural = _("kế hoạch khuyến công năm")
        ordering = ["-year", "province__sort_key", "level"]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["province", "year", "level"],
                condition=Q(deleted_at__isnull=True),
                name="programmes_annualplan_once",
                violation_error_message=_("Kế hoạch của tỉnh, năm và cấp này đã có."),
            ),
        ]

    def __str__(self) -> str:
        return f"Kế hoạch khuyến công {self.get_level_display().lower()} năm {self.year}"

    def get_absolute_url(self) -> str:
        """Return the plan's page."""
        return reverse("programmes:plan", args=[self.pk])


class PlanDecision(Record):
    """A decision that adds to the plan: a round, an amendment, a stop …"""

    plan = models.ForeignKey(
        AnnualPlan,
        verbose_name=_("kế hoạch"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    province = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("tỉnh, thành phố"),
        on_delete=models.PROTECT,
        related_name="plan_decisions",
    )
    kind = models.CharField(_("loại quyết định"), max_length=12, choices=DecisionKind)
    level = models.CharField(_("cấp"), max_length=10, choices=FundingLevel)
    round = models.PositiveSmallIntegerField(_("đợt"), null=True, blank=True)
    number = models.CharField(_("số, ký hiệu"), max_length=80, blank=True)
    signed_on = models.DateField(_("ngày ký"), null=True, blank=True)
    signer = models.CharField(_("người ký"), max_length=160, blank=True)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    title = models.CharField(_("trích yếu"), max_length=500, blank=True)
    source_url = models.URLField(_("trang nguồn"), max_length=500, blank=True)
    state = models.CharField(
        _("tình trạng"),
        max_length=10,
        choices=DecisionState,
        default=DecisionState.DRAFT,
        editable=False,
    )
    recorded_on = models.DateField(_("ghi nhận ngày"), null=True, blank=True, editable=False)
    note = models.TextField(_("ghi chú"), max_length=2000, blank=True)

    class DecisionQuerySet(ProvincialQuerySet):
        """Decisions."""

        project_lookup = "lines__project"

    objects = DecisionQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("quyết định kế hoạch")
        verbose_name_plural = _("quyết định kế hoạch")
        ordering = ["signed_on", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["plan", "level"],
                condition=Q(kind="published", deleted_at__isnull=True),
                name="programmes_plandecision_published_once",
            ),
            models.UniqueConstraint(
                fields=["province", "level"],
                condition=Q(kind="published", plan__isnull=True, deleted_at__isnull=True),
                name="programmes_plandecision_published_without_year_once",
            ),
            models.CheckConstraint(
                condition=Q(plan__isnull=False) | Q(kind="published"),
                name="programmes_plandecision_has_plan",
                violation_error_message=_("Chưa chọn Kế hoạch của quyết định."),
            ),
        ]

    def __str__(self) -> str:
        parts = [self.get_kind_display()]
        if self.round:
            parts.append(f"đợt {self.round}")
        if self.number:
            parts.append(f"số {self.number}")
        return " ".join(parts)

    @property
    def is_recorded(self) -> bool:
        """Whether the decision is closed to changes."""
        return self.state == DecisionState.RECORDED

    def get_absolute_url(self) -> str:
        """Return the decision's page."""
        return reverse("programmes:decision", args=[self.pk])


class DecisionLine(models.Model):
    """A signed amount of one source for one project (and beneficiary) by one decision.

    Unknown money has no line; a true zero is a line of 0. Recorded lines are never changed (guarded
    by a database trigger): a correction is a new line.
    """

    decision = models.ForeignKey(
        PlanDecision, verbose_name=_("quyết định"), on_delete=models.PROTECT, related_name="lines"
    )
    project = models.ForeignKey(
        "programmes.SupportProject",
        verbose_name=_("đề án"),
        on_delete=models.PROTECT,
        related_name="decision_lines",
    )
    allocation = models.ForeignKey(
        "programmes.Allocation",
        verbose_name=_("đơn vị thụ hưởng"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decision_lines",
    )
    source = models.CharField(_("nguồn"), max_length=20, choices=FundingSource)
    amount = MoneyField(_("số tiền"), help_text=_("Số âm là giảm."))
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True, editable=False)

    class DecisionLineQuerySet(models.QuerySet):
        """Lines of decisions."""

        def visible_to(self, user: Any) -> Self:
            """Lines of visible projects; none of a deleted decision."""
            rows = self.filter(decision__deleted_at__isnull=True)
            return rows.filter(project__in=_project_model().objects.visible_to(user))

        def counted(self) -> Self:
            """Lines that make up the plan: recorded ones and rounds being prepared."""
            return self.filter(
                Q(decision__state=DecisionState.RECORDED) | Q(decision__kind=DecisionKind.APPROVAL),
                decision__deleted_at__isnull=True,
            )

    objects = DecisionLineQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("dòng quyết định")
        verbose_name_plural = _("dòng quyết định")
        ordering = ["decision", "pk"]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_source_display()} {self.amount}"
