"""WHAT: legal documents, norms, programmes, annual plans, decisions and projects (đề án)."""

from django.apps import AppConfig

from kernel import guards

_RECORDED = (
    "EXISTS (SELECT 1 FROM programmes_plandecision d"
    " WHERE d.id = OLD.decision_id AND d.state = 'recorded')"
)


class ProgrammesConfig(AppConfig):
    """Plans, decisions and projects."""

    name = "programmes"
    verbose_name = "Kế hoạch và đề án"

    def ready(self) -> None:
        """Lines of recorded decisions and the log of states can't be changed, by anybody."""
        guards.register(
            guards.Guard(
                table="programmes_decisionline",
                when=_RECORDED,
                message=(
                    "Dòng kinh phí đã ghi nhận, không thể sửa hoặc xóa; hãy thêm dòng điều chỉnh."
                ),
            ),
            guards.Guard(
                table="programmes_plandecision",
                when="OLD.state = 'recorded'",
                operations=("DELETE",),
                message="Quyết định đã ghi nhận, không thể xóa.",
            ),
            guards.append_only("programmes_projecttransition"),
            guards.append_only(
                "programmes_ledgerentry",
                message="Bút toán đã ghi, không thể sửa hoặc xóa; hãy ghi bút toán điều chỉnh.",
            ),
            guards.Guard(
                table="programmes_decisionfile",
                when=_RECORDED,
                message="Tệp của quyết định đã ghi nhận, không thể sửa hoặc xóa.",
            ),
        )
