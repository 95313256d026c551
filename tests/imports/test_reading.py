"""What a file of published cases says, read without a database."""

from pathlib import Path

import pytest

from beneficiaries.checks import facility_kind
from beneficiaries.choices import FacilityKind
from imports.checks import COLUMNS, CasesFileError, parse_case, read_cases
from programmes.choices import FundingLevel, ProjectKind, ProjectState

pytestmark = pytest.mark.pure

REAL = Path(__file__).resolve().parents[1] / "cases" / "real_projects.csv"


def case(**cells: str):
    """A record with these cells, the others blank."""
    return parse_case(2, dict.fromkeys(COLUMNS, "") | cells)


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file with this text."""
    path = tmp_path / "cases.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_the_real_file_has_seventy_records() -> None:
    cases = list(read_cases(REAL))
    assert [found.number for found in cases] == list(range(2, 72))
    assert sum(found.support is not None for found in cases) == 19
    assert sum(found.total is not None for found in cases) == 10
    assert [found.number for found in cases if found.unread] == []
    assert len({found.key for found in cases}) == 70


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("235.8", 235_800_000),
        ("38.5", 38_500_000),
        ("38,5", 38_500_000),
        ("0.000001", 1),
        ("0", 0),
        ("", None),
    ],
)
def test_amounts_are_exact_and_a_blank_is_unknown(text: str, amount: int | None) -> None:
    found = case(support_million=text)
    assert found.support == amount
    assert found.unread == ()


@pytest.mark.parametrize("text", ["khoảng 700", "1,200", "1.200.000", "-5", "1e3", "0.0000001"])
def test_an_amount_that_cannot_be_read_is_unknown_with_its_words(text: str) -> None:
    found = case(support_million=text)
    assert found.support is None
    assert found.unread == (("kinh phí hỗ trợ", f"{text} (triệu đồng)"),)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2020", (2020, None)),
        ("2016-2017", (2016, 2017)),
        ("2016 – 2017", (2016, 2017)),
        ("2016-2016", (2016, None)),
        ("2017-2016", (None, None)),
        ("năm 2020", (None, None)),
        ("", (None, None)),
    ],
)
def test_years(text: str, years: tuple[int | None, int | None]) -> None:
    found = case(year=text)
    assert (found.first_year, found.last_year) == years
    assert bool(found.unread) == (years[0] is None and text != "")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("được phê duyệt", ProjectState.APPROVED),
        ("được giao kế hoạch", ProjectState.APPROVED),
        ("được giao bổ sung", ProjectState.APPROVED),
        ("khai giảng", ProjectState.IN_PROGRESS),
        ("Đang thực hiện", ProjectState.IN_PROGRESS),
        ("đã nghiệm thu", ProjectState.ACCEPTED),
        ("hoàn thành", ProjectState.COMPLETED),
        ("bế giảng", ProjectState.COMPLETED),
        ("đã hỗ trợ", ProjectState.COMPLETED),
        ("đã đầu tư", ProjectState.COMPLETED),
        ("đã chuyển giao", ProjectState.COMPLETED),
        ("đã đưa vào hoạt động", ProjectState.COMPLETED),
        ("đã đưa vào sản xuất", ProjectState.COMPLETED),
        ("đề nghị phê duyệt", ProjectState.REGISTERED),
        ("", ProjectState.UNKNOWN),
        ("nghe nói là xong", ProjectState.UNKNOWN),
    ],
)
def test_states(text: str, state: str) -> None:
    found = case(status=text)
    assert (found.state, found.state_text) == (state, text)


def test_levels() -> None:
    assert case(source_level="quốc gia").level == FundingLevel.NATIONAL
    assert case(source_level="Địa phương").level == FundingLevel.LOCAL
    assert case().level == FundingLevel.UNKNOWN
    assert case(source_level="trung ương").unread == (("cấp", "trung ương"),)


def test_the_key_names_six_columns_and_nothing_else() -> None:
    cells = {
        "province": "Thái Bình",
        "year": "2020",
        "source_level": "địa phương",
        "project_name": "Lớp may",
        "beneficiary": "Công ty A",
        "district_or_commune": "xã Quỳnh Xá",
    }
    key = case(**cells).key
    assert case(**cells, support_million="5", status="hoàn thành", note="x").key == key
    assert case(**cells | {"project_name": "  LỚP  may "}).key == key
    for column in cells:
        assert case(**cells | {column: f"{cells[column]} 1"}).key != key, column


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Công ty TNHH MTV Vĩnh Thực", FacilityKind.LIMITED),
        ("Công ty Cổ phần Godere", FacilityKind.JOINT_STOCK),
        ("Công ty CP Xuất khẩu Hoàng Long", FacilityKind.JOINT_STOCK),
        ("Công ty Bảo Linh", FacilityKind.UNKNOWN),
        ("Chi nhánh Công ty TNHH Gốm sứ Quang Vinh", FacilityKind.UNKNOWN),
        ("DNTN Lộc Thu", FacilityKind.PRIVATE),
        ("Doanh nghiệp tư nhân cơ khí Tú Tuấn", FacilityKind.PRIVATE),
        ("HTX Nông nghiệp công nghệ cao Phù Sa", FacilityKind.COOPERATIVE),
        ("Hợp tác xã Quốc Tuấn", FacilityKind.COOPERATIVE),
        ("Hộ kinh doanh Lương Văn Lạc", FacilityKind.HOUSEHOLD),
        ("Cơ sở sản xuất mộc Lưu Văn Đông", FacilityKind.UNKNOWN),
        ("Lao động xã Bắc Hải", None),
        ("Lao động 3 huyện Kỳ Sơn, Tương Dương, Con Cuông", None),
        ("Các công ty may trên địa bàn", None),
        ("Cơ sở sản xuất mộc", None),
        ("Cơ sở công nghiệp nông thôn huyện Ý Yên", None),
        ("Hộ kinh doanh trên địa bàn huyện Ý Yên", None),
    ],
)
def test_only_a_clear_name_is_a_facility(name: str, kind: str | None) -> None:
    assert facility_kind(name) == kind


def test_kinds_of_projects() -> None:
    assert case(project_name="Chế biến hạt điều (đề án điểm)").kind == ProjectKind.FLAGSHIP
    assert case(project_name="Đề án KCQG điểm ngành may").kind == ProjectKind.FLAGSHIP
    assert case(project_name="Đề án tại điểm du lịch").kind == ProjectKind.SINGLE
    assert case(beneficiary="Công ty A; Công ty B").kind == ProjectKind.GROUPED
    assert case(beneficiary="Công ty A;").kind == ProjectKind.SINGLE


HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Tệp cases.csv trống."),
        (HEADER.replace("status", "state"), "Tệp thiếu cột: status."),
        (f"{HEADER},more", "Tệp có cột lạ hoặc lặp: more."),
        (f"{HEADER}\na,b", "Dòng 2 có 2 ô, cần 14 ô."),
        (f'{HEADER}\n"a', "Tệp cases.csv không phải CSV hợp lệ."),
    ],
)
def test_an_unusable_file_is_refused_in_words(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CasesFileError) as refused:
        list(read_cases(write(tmp_path, text)))
    assert str(refused.value) == sentence


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "\né", encoding="latin-1")
    with pytest.raises(CasesFileError, match="UTF-8"):
        list(read_cases(path))


def test_columns_may_stand_in_another_order_behind_a_mark(tmp_path: Path) -> None:
    header = ",".join(reversed(COLUMNS))
    path = write(tmp_path, f"\ufeff{header}\n{',' * 13}Thái Bình\n")
    (found,) = read_cases(path)
    assert (found.number, found.province) == (2, "Thái Bình")
