"""Units and successions: browsed, corrected, completed where our sources don't know."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.admin import ScopedAdmin, ScopedInline
from kernel.dates import format_date
from localities import selectors, services
from localities.models import AdministrativeUnit, UnitSuccession

# Rights by name: accounts, which lists them, stands above units.
VIEW, EDIT = "catalogues.view", "catalogues.edit"


class SuccessionInline(ScopedInline):
    """What became of a unit."""

    model = UnitSuccession
    fk_name = "old"
    view_permission, edit_permission = VIEW, EDIT
    fields = ("new", "extent", "note", "printed_name", "resolution")
    verbose_name_plural = _("đơn vị mới")


class OriginInline(SuccessionInline):
    """The old units that a unit came from: shown here, entered at the old one."""

    fk_name = "new"
    edit_permission = ""
    fields = ("old", "extent", "note", "printed_name", "resolution")
    verbose_name_plural = _("đơn vị cũ")


@admin.register(AdministrativeUnit)
class AdministrativeUnitAdmin(ScopedAdmin):
    """Units of all times; the search box knows neither accents nor order."""

    help_text = _("Tỉnh, huyện, xã trước và sau 01/7/2025, có ngày bắt đầu và ngày kết thúc.")
    view_permission, edit_permission = VIEW, EDIT
    store = staticmethod(services.save_unit)
    erase = staticmethod(services.remove)
    store_part = staticmethod(services.save_succession)
    erase_part = staticmethod(services.remove)
    list_display = ("code", "full_name", "parent", "province", "first_day", "last_day")
    list_display_links = ("code", "full_name")
    list_filter = ("level", "kind")
    standing_words = (_("Hiện có"), _("Chưa thành lập"), _("Không còn"))
    list_select_related = ("parent", "province")
    search_fields = ("search_key",)
    search_help_text = _("Tên hoặc mã, có dấu hoặc không dấu: “quynh xa”, “x. Quỳnh Xá”, 12568")
    fields = (
        "code",
        "kind",
        "name",
        "parent",
        ("valid_from", "valid_to", "dates_exact"),
        ("other_names", "renamed_on"),
    )
    inlines = (SuccessionInline, OriginInline)

    @admin.display(description=_("có từ"), ordering="valid_from")
    def first_day(self, unit: AdministrativeUnit) -> str:
        """The first day, where our data know it."""
        return format_date(unit.valid_from) if unit.valid_from else ""

    @admin.display(description=_("có đến hết"), ordering="valid_to")
    def last_day(self, unit: AdministrativeUnit) -> str:
        """The last day; only its year where the day isn't established."""
        if unit.valid_to is None:
            return ""
        if not unit.dates_exact:
            return _("khoảng năm %(year)s") % {"year": unit.valid_to.year}
        return format_date(unit.valid_to)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search without accents, the likeliest unit first; also serves autocomplete."""
        if not search_term:
            return queryset, False
        return selectors.matching(queryset, search_term), False


@admin.register(UnitSuccession)
class UnitSuccessionAdmin(ScopedAdmin):
    """Old and new units in the words of the conversion table."""

    help_text = _("Đơn vị cũ đã thành đơn vị mới nào, toàn bộ hay một phần.")
    view_permission, edit_permission = VIEW, EDIT
    store = staticmethod(services.save_succession)
    erase = staticmethod(services.remove)
    list_display = ("old", "new", "extent", "note", "printed_name")
    list_filter = ("extent",)
    list_select_related = ("old", "new")
    search_fields = ("old__search_key", "new__search_key")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search both units without accents."""
        if not search_term:
            return queryset, False
        units = selectors.matching(AdministrativeUnit.objects.all(), search_term).order_by()
        return queryset.filter(old__in=units) | queryset.filter(new__in=units), False
