"""Placeholders: what each is called and means, and what is wrong with those of a template."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from reports.figures.shapes import ColumnKind
from reports.layouts import shipped
from reports.tables import ADDED_KINDS
from reports.templates.markers import Found

# What stands once on a paper of the office, whatever it is about.
HEAD: Mapping[str, str] = {
    "co_quan_chu_quan": "Cơ quan chủ quản, chữ in hoa",
    "ten_co_quan": "Cơ quan ban hành, chữ in hoa",
    "so_ky_hieu": "Số, ký hiệu; số để trống cho văn thư",
    "dia_danh": "Địa danh",
    "dia_danh_ngay_thang": "Địa danh, ngày tháng năm; ngày tháng để trống cho văn thư",
    "ngay_lap": "Ngày lập trên cổng",
    "noi_nhan": "Nơi nhận, mỗi nơi một dòng",
    "nguoi_ky.hinh_thuc": "Hình thức ký, ví dụ KT. GIÁM ĐỐC",
    "nguoi_ky.chuc_vu": "Chức vụ của người ký",
    "nguoi_ky.ho_ten": "Họ tên người ký",
}
LABELS: Mapping[str, str] = {"ten": "Tên của dòng", "ma": "Ký hiệu của dòng"}
HEADS: Mapping[str, str] = {"nhom": "Nhóm nội dung của dòng", "muc": "Phần của dòng"}
# Columns of the tables by their key.
_NAMES: Mapping[str, str] = {
    "number": "stt",
    "project": "ten_de_an",
    "project_code": "ma_de_an",
    "implementing": "don_vi_thuc_hien",
    "coordinating": "don_vi_phoi_hop",
    "beneficiary": "don_vi_thu_huong",
    "place": "dia_diem",
    "unit_code": "ma_dia_ban",
    "time": "thoi_gian",
    "starts_on": "ngay_bat_dau",
    "ends_on": "ngay_ket_thuc",
    "objective": "muc_tieu",
    "priority": "uu_tien",
    "state": "trang_thai",
    "note": "ghi_chu",
    "project_note": "ghi_chu_ho_so",
    "total": "tong_kinh_phi",
    "support": "ho_tro",
    "support_national": "ho_tro_quoc_gia",
    "support_provincial": "ho_tro_tinh",
    "support_district": "ho_tro_huyen",
    "support_commune": "ho_tro_xa",
    "counterpart": "doi_ung",
    "other": "nguon_khac",
    "advanced": "da_tam_ung",
    "settled": "da_thanh_toan",
    "invested": "von_co_so_da_chi",
    "progress_percent": "tien_do",
    "progress_as_of": "tien_do_den_ngay",
    "indicator": "chi_tieu",
    "indicator_code": "ma_chi_tieu",
    "measure": "don_vi_do",
    "plan": "ke_hoach",
    "period": "trong_ky",
    "ytd": "luy_ke",
    "estimate": "uoc_ca_nam",
    "pct_plan": "ty_le_ke_hoach",
    "last_year": "cung_ky",
    "pct_last_year": "ty_le_cung_ky",
    "results": "ket_qua",
    "difficulties": "kho_khan",
    "proposals": "de_xuat",
    "reported": "tinh_hinh_bao_cao",
    "carried": "so_dong_mang_sang",
    "course": "ten_lop",
    "kind": "loai_lop",
    "level": "cap",
    "trade": "nghe",
    "provider": "don_vi_dao_tao",
    "planned_trainees": "hoc_vien_ke_hoach",
    "trainees": "hoc_vien",
    "women": "hoc_vien_nu",
    "minority": "hoc_vien_dan_toc",
    "planned_employed": "viec_lam_ke_hoach",
    "employed": "co_viec_lam",
    "content": "noi_dung_chi",
    "quantity": "so_luong",
    "unit_price": "don_gia",
    "amount": "thanh_tien",
    "source": "nguon_kinh_phi",
    "basis": "can_cu",
}
# Columns that a report has by level.
_LEVELS = {"local": "dia_phuong", "national": "quoc_gia", "unknown_level": "chua_ro_cap"}
COLUMNS = {
    **_NAMES,
    **{
        f"{key}_{level}": f"{_NAMES[key]}_{words}"
        for key in ("plan", "period", "ytd", "estimate", "pct_plan")
        for level, words in _LEVELS.items()
    },
}
FIGURES = {*ADDED_KINDS, ColumnKind.PERCENT}
IN_WORDS = "bang_chu"
MONEY_IN_WORDS: Mapping[str, str] = {
    "support": "Kinh phí hỗ trợ bằng chữ",
    "counterpart": "Đối ứng bằng chữ",
    "total": "Tổng kinh phí bằng chữ",
}
# Their rows are indicators of different measures: nothing adds them up.
WITHOUT_SUMS = {"results"}


@dataclass(frozen=True)
class Placeholder:
    """A placeholder: its name and what it means."""

    name: str
    meaning: str

    @property
    def written(self) -> str:
        """How it is written in a template."""
        return f"{{{{ {self.name} }}}}"


@dataclass(frozen=True)
class Checked:
    """A placeholder of a template: where it stands, what it means, or what is wrong with it."""

    written: str
    place: str
    meaning: str = ""
    problem: str = ""


Groups = Sequence[tuple[str, Sequence[Placeholder]]]  # under their headings


def listed(names: Mapping[str, str], prefix: str = "") -> list[Placeholder]:
    """Return placeholders of {name: meaning}, under a prefix if one is given."""
    start = f"{prefix}." if prefix else ""
    return [Placeholder(f"{start}{name}", meaning) for name, meaning in names.items()]


def columns_of(slug: str, kinds: Mapping[str, ColumnKind]) -> dict[str, str]:
    """Return the columns of a table that have a name, with their labels as shipped."""
    layout = next(one for one in reversed(shipped()) if one.slug == slug)
    return {
        line.key: f"{line.group}: {line.label}" if line.group else line.label
        for line in layout.columns
        if line.key in COLUMNS and line.key in kinds
    }


def named(prefix: str, keys: Iterable[str], labels: Mapping[str, str]) -> list[Placeholder]:
    """Return the placeholders of a table's columns."""
    return listed({COLUMNS[key]: labels[key] for key in keys}, prefix)


def check(found: Iterable[Found], groups: Groups) -> list[Checked]:
    """Say of each placeholder of a template what it means, or what is wrong and what is nearest."""
    known = {one.name: one.meaning for _title, some in groups for one in some}
    return [_checked(one, known) for one in found]


def _checked(found: Found, known: Mapping[str, str]) -> Checked:
    if found.name in known:
        return Checked(found.written, found.place, meaning=known[found.name])
    return Checked(found.written, found.place, problem=_problem(found, known))


def _problem(found: Found, known: Mapping[str, str]) -> str:
    if found.place == "tên trang tính":
        return "Tên trang tính không điền được; chỉ điền được trong ô."
    if not found.name and found.written.endswith("}}"):
        return "Một dòng chỉ lặp theo một loại; ô trống này thuộc loại khác với dòng."
    if not found.name:
        return "Ô trống thiếu dấu; viết đủ hai dấu ngoặc ở mỗi đầu, ví dụ {{ ten_co_quan }}."
    if near := nearest(found.name, list(known)):
        return f"Không có ô trống tên này. Gần nhất: {{{{ {near} }}}}."
    return "Không có ô trống tên này; xem danh sách ô trống."


def nearest(name: str, known: Sequence[str]) -> str:
    """Return the right name that is most like a wrong one; "" when none is."""
    prefix, dot, last = name.rpartition(".")
    same = [one for one in known if one.rpartition(".")[2] == last]
    if same:
        return next((one for one in same if one.startswith("dong.")), same[0])
    wanted = [one for one in known if not dot or one.startswith(f"{prefix}.")] or list(known)
    close: list[Any] = get_close_matches(name, wanted, n=1, cutoff=0.6)
    if not close:
        by_last = {one.rpartition(".")[2]: one for one in reversed(wanted)}
        close = [by_last[one] for one in get_close_matches(last, list(by_last), n=1, cutoff=0.6)]
    return str(close[0]) if close else ""
