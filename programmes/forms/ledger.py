"""Forms of opening balances: the day and paper of all rows, three amounts of each source."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.dates import VietnameseDateField
from kernel.findings import errors
from kernel.forms import TextField
from kernel.money import MoneyFormField, decimals_needed
from programmes.balances import AMOUNTS, Amounts, opening_findings
from programmes.forms.shared import MILLION
from programmes.selectors import SourceBalance
from programmes.services import Opening


class OpeningForm(forms.Form):
    """What holds for all amounts of a sending."""

    use_required_attribute = False
    as_of = VietnameseDateField(
        label=_("Số liệu đến ngày"),
        help_text=_("Ngày chốt sổ; các số là lũy kế đến hết ngày này."),
        error_messages={"required": _("Chưa nhập Số liệu đến ngày.")},
    )
    voucher = TextField(
        label=_("Chứng từ"),
        required=False,
        max_length=80,
        help_text=_("Ví dụ: bảng đối chiếu với Kho bạc số 05."),
    )
    note = TextField(label=_("Ghi chú"), required=False, max_length=300)


class AmountRow(forms.Form):
    """Three amounts of one source of a project; blank is unknown."""

    received = MoneyFormField(label=_("Đã nhận"), unit=MILLION, required=False)
    advanced = MoneyFormField(label=_("Đã tạm ứng"), unit=MILLION, required=False)
    settled = MoneyFormField(label=_("Đã thanh toán"), unit=MILLION, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, balance: SourceBalance, data: Any = None) -> None:
        self.balance = balance
        initial: dict[str, Any] = {name: balance.facts.stored.get(name) for name in AMOUNTS}
        super().__init__(
            data,
            prefix=f"dong-{balance.project.pk}-{balance.source}",
            initial=initial | {"seen": balance.last_entry},
        )
        for name in AMOUNTS:  # totals add up while one types (sums.js)
            self.fields[name].widget.attrs["data-factor"] = "million"

    def clean(self) -> dict[str, Any]:
        """Say what is refused beside what can't be read; the service looks once more."""
        cleaned = super().clean() or {}
        amounts = Amounts(*(cleaned.get(name) for name in AMOUNTS))
        for finding in errors(opening_findings(replace(self.balance.facts, typed=amounts))):
            if finding.field in self.fields and not self.has_error(finding.field):
                self.add_error(finding.field, finding.message)
        return cleaned

    def cells(self) -> list[forms.BoundField]:
        """The three amounts in their order."""
        return [self[name] for name in AMOUNTS]

    @property
    def decimals(self) -> int:
        """How many decimals show the plan whole."""
        return max(1, decimals_needed([self.balance.facts.planned]))

    def opening(self) -> Opening:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        amounts = Amounts(*(typed[name] for name in AMOUNTS))
        return Opening(self.balance.project.pk, self.balance.source, amounts, typed["seen"] or 0)


def stored_sums(rows: Sequence[AmountRow]) -> list[tuple[str, str, int | None, int]]:
    """Return the sum of what is known of each amount and its decimals; None where nothing is."""
    sums = []
    for name, (label, _leg, _column) in AMOUNTS.items():
        known = [
            amount for row in rows if (amount := row.balance.facts.stored.get(name)) is not None
        ]
        total = sum(known) if known else None
        sums.append((name, label, total, max(1, decimals_needed([total]))))
    return sums


def amount_rows(
    balances: Sequence[SourceBalance], data: Mapping[str, Any] | None = None
) -> list[AmountRow]:
    """Return a row for each source of each project."""
    return [AmountRow(balance, data) for balance in balances]


def strange_rows(rows: Sequence[AmountRow], data: Mapping[str, Any]) -> bool:
    """Whether amounts were sent for a project or source that the page didn't offer."""
    offered = tuple(f"{row.prefix}-" for row in rows)
    return any(name.startswith("dong-") and not name.startswith(offered) for name in data)
