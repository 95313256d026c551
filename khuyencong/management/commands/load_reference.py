"""Loads everything that the project ships as reference data."""

import json
from typing import Any

from accounts.services import rebuild_coverage, system_user
from beneficiaries.services import load_industries
from kernel.commands import PortalCommand
from localities.services import load_units
from programmes.services.reference import load_catalogues
from reports.services import load_layouts


class Command(PortalCommand):
    """Idempotent: a second run changes nothing."""

    help = (
        "Nạp dữ liệu tham chiếu: đơn vị hành chính, ngành kinh tế, nội dung hoạt động, văn bản, "
        "định mức, chỉ tiêu, mẫu biểu. Chạy lại nhiều lần không làm thay đổi thêm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load in the order of dependence and print what happened as JSON."""
        by = system_user()
        units = load_units(by=by)
        counts = {
            "units": units,
            "industries": load_industries(by=by),
            **load_catalogues(by=by),
            "layouts": load_layouts(by=by),
        }
        if units["created"] or units["updated"]:
            rebuild_coverage()
        self.stdout.write(json.dumps(counts, ensure_ascii=False))
