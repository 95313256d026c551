"""The whole country, loaded once from the shipped files: counts, classes of notes, known traps.

Expected numbers are those of the publishers (localities/data/README.md), not read from our files.
"""

from collections import Counter
from datetime import date

import pytest
from django.db.models import Count, Q
from django.test import TestCase

from localities import selectors, services
from localities.choices import Extent, UnitLevel
from localities.models import AdministrativeUnit, UnitSuccession

# Statistics office, 34 provinces: communes, wards and special zones since 01/07/2025.
COMMUNES_BY_PROVINCE = {
    "01": 126,
    "04": 56,
    "08": 124,
    "11": 45,
    "12": 38,
    "14": 75,
    "15": 99,
    "19": 92,
    "20": 65,
    "22": 54,
    "24": 99,
    "25": 148,
    "31": 114,
    "33": 104,
    "37": 129,
    "38": 166,
    "40": 130,
    "42": 69,
    "44": 78,
    "46": 40,
    "48": 94,
    "51": 96,
    "52": 135,
    "56": 65,
    "66": 102,
    "68": 124,
    "75": 95,
    "79": 168,
    "80": 96,
    "82": 102,
    "86": 124,
    "91": 102,
    "92": 103,
    "96": 64,
}
NOTES = {
    "Nhập toàn bộ": 9464,
    "Nhập một phần": 823,
    "Giữ nguyên": 127,
    "Nhập một phần diện tích": 82,
    "Nhập một phần diện tích, toàn bộ dân số": 58,
    "Đổi loại hình": 2,
    "Đổi tên": 2,
    "Nhập một phần dân số": 2,
    "Nhâp một phần diện tích": 1,
    "Nhập toàn bộ diện tích": 1,
    "Phần còn lại sau khi tách một phần vào xã Canh Vinh": 1,
    "Đổi tên từ một phần Phường 15": 1,
    "Đổi tên, đổi loại hình từ một phần thị trấn Lai Uyên": 1,
    "Sắp xếp toàn bộ huyện Bạch Long Vĩ thành đặc khu Bạch Long Vĩ": 1,
    "Sắp xếp toàn bộ huyện Cồn Cỏ thành đặc khu Cồn Cỏ": 1,
    "Sắp xếp toàn bộ huyện Hoàng Sa thành đặc khu Hoàng Sa": 1,
    "Sắp xếp toàn bộ huyện Lý Sơn thành đặc khu Lý Sơn": 1,
    "Sắp xếp toàn bộ huyện Côn Đảo thành đặc khu Côn Đảo": 1,
    "Sắp xếp toàn bộ xã Thổ Châu thành đặc khu Thổ Châu": 1,
}
# Of these "whole"; five rows of "Nhập toàn bộ" are part: 01615 and 02485 twice, the coast once.
WHOLE = {
    "Nhập toàn bộ": 9464 - 5,
    "Giữ nguyên": 127,
    "Nhập một phần diện tích, toàn bộ dân số": 58,
    "Đổi loại hình": 2,
    "Đổi tên": 2,
} | {note: 1 for note in NOTES if note.startswith("Sắp xếp toàn bộ")}
ONLY_IN_CONVERSION_TABLE = {
    "03980", "03984", "03983", "26929", "26953", "27076", "27226", "27232", "27367", "27373",
}  # fmt: skip
WITHOUT_PAIR = {
    "01651", "02482", "03751", "03898", "03913", "03988", "03991", "04003", "04060", "07693",
    "07732", "07744", "16387", "16411", "18448", "20176", "20674", "25102", "25174", "25177",
    "25186", "26935", "26959", "27067", "27217", "27223", "27361", "27379",
}  # fmt: skip
EVE = date(2025, 6, 30)
TODAY = date(2026, 11, 1)


class TheCountry(TestCase):
    """Everything that load_units brings."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.counts = services.load_units()
        cls.units = AdministrativeUnit.objects
        cls.present = cls.units.filter(valid_to=None, level=UnitLevel.COMMUNE)

    def old(self, code: str) -> AdministrativeUnit:
        return self.units.get(code=code, valid_to=EVE)

    # --- numbers ---

    def test_the_first_load_creates_every_row(self) -> None:
        units = 63 + 23 + 696 + 10_051 + 10 + 71 + 3_321
        assert self.counts == {"created": units + 10_571 + 52, "updated": 0, "unchanged": 0}
        assert self.units.count() == units

    def test_units_before_the_reform(self) -> None:
        on_eve = Counter(self.units.on(EVE).values_list("level", flat=True))
        assert on_eve[UnitLevel.PROVINCE] == 63
        assert on_eve[UnitLevel.DISTRICT] == 696
        ended = self.units.filter(level=UnitLevel.COMMUNE, valid_to=EVE)
        assert ended.count() == 10_051 + 10

    def test_communes_of_each_present_province(self) -> None:
        rows = self.present.values_list("province__code").annotate(n=Count("pk"))
        assert dict(rows) == COMMUNES_BY_PROVINCE
        assert sum(COMMUNES_BY_PROVINCE.values()) == self.present.count() == 3_321
        assert self.units.on(TODAY).filter(level=UnitLevel.PROVINCE).count() == 34
        assert not self.units.on(TODAY).filter(level=UnitLevel.DISTRICT).exists()

    def test_present_communes_hang_on_present_provinces(self) -> None:
        assert not self.present.exclude(parent__valid_to=None).exists()
        assert not self.present.exclude(valid_from=date(2025, 7, 1)).exists()

    def test_thirteen_special_zones(self) -> None:
        assert self.present.filter(kind="dac_khu").count() == 13

    def test_names_are_tidy(self) -> None:
        names = list(self.units.values_list("full_name", flat=True))
        assert [n for n in names if "  " in n or n != n.strip()] == []
        assert [n for n in names if n.startswith(("Thị Trấn", "Thị Xã", "Xa "))] == []

    def test_every_class_of_note(self) -> None:
        rows = UnitSuccession.objects.exclude(note="")
        assert Counter(rows.values_list("note", flat=True)) == NOTES
        whole = rows.filter(extent=Extent.WHOLE)
        assert Counter(whole.values_list("note", flat=True)) == WHOLE
        assert sum(NOTES.values()) == 10_571

    def test_split_communes(self) -> None:
        split = self.units.filter(level=UnitLevel.COMMUNE).annotate(
            n=Count("successions"),
            whole=Count("successions", filter=Q(successions__extent=Extent.WHOLE)),
        )
        assert split.filter(n__gt=1).count() == 441
        assert Counter(split.filter(n__gt=1).values_list("whole", flat=True)) == {0: 383, 1: 58}
        assert not split.filter(n=1, whole=0).exclude(code="00556").exists()

    def test_codes_of_one_table_only(self) -> None:
        ended = self.units.filter(level=UnitLevel.COMMUNE, valid_to=EVE)
        without = ended.filter(successions=None).values_list("code", flat=True)
        assert set(without) == WITHOUT_PAIR
        outcomes = [selectors.successors(unit) for unit in ended.filter(successions=None)]
        assert {(o.units, o.known) for o in outcomes} == {((), False)}
        for code in ONLY_IN_CONVERSION_TABLE:
            assert selectors.successors(self.old(code)).known

    # --- provinces ---

    def test_merged_provinces_end_and_begin_others_stay(self) -> None:
        provinces = self.units.filter(level=UnitLevel.PROVINCE)
        assert provinces.filter(valid_from=None, valid_to=None).count() == 11
        ended = provinces.filter(valid_to=EVE)
        assert ended.count() == 52
        for province in ended:
            assert selectors.unit_now(province) is not None
        assert str(selectors.unit_now(ended.get(code="34"))) == "Tỉnh Hưng Yên"

    def test_a_code_is_read_as_of_a_day(self) -> None:
        for code, day, name in [
            ("52", date(2022, 12, 31), "Tỉnh Bình Định"),
            ("52", date(2026, 12, 31), "Tỉnh Gia Lai"),
            ("34", date(2024, 12, 31), "Tỉnh Thái Bình"),
            ("13120", date(2019, 6, 30), "Xã Nam Cao"),
            ("13120", date(2023, 6, 30), "Xã Nam Cao"),
            ("13120", date(2024, 12, 31), "Xã Thống Nhất"),
            ("13120", date(2025, 6, 30), "Xã Thống Nhất"),
            ("13120", date(2025, 7, 1), "Xã Lê Lợi"),
            ("12532", date(2019, 12, 31), "Xã Quỳnh Sơn"),
            ("12532", date(2020, 12, 31), "Xã Châu Sơn"),
        ]:
            assert str(selectors.unit_on(code, day)) == name, (code, day)
        assert selectors.unit_on("34", TODAY) is None
        assert selectors.unit_on("52", TODAY, level=UnitLevel.COMMUNE) is None

    def test_thua_thien_hue_is_the_earlier_name_of_46(self) -> None:
        hue = selectors.province_named("Thừa Thiên Huế", year=2019)
        assert hue == selectors.province_named("Huế", year=2026)
        assert (hue.code, hue.full_name) == ("46", "Thành phố Huế")
        assert selectors.long_label(hue, on=date(2019, 12, 31)) == "tỉnh Thừa Thiên Huế"
        assert selectors.long_label(hue, on=date(2025, 1, 1)) == "thành phố Huế"

    # --- traps ---

    def test_minh_tan_three_times(self) -> None:
        found = selectors.find("xã Minh Tân, tỉnh Thái Bình")
        assert [u.parent.name for u in found] == ["Hưng Hà", "Đông Hưng", "Kiến Xương"]

    def test_split_communes_of_hung_yen(self) -> None:
        split = self.units.filter(province__code="33", valid_to=EVE).annotate(
            n=Count("successions")
        )
        assert set(split.filter(n__gt=1).values_list("name", flat=True)) == {
            "Lạc Đạo", "Đình Dù", "Ngọc Thanh",
        }  # fmt: skip
        outcome = selectors.successors(self.old("12322"))
        assert [(str(u), e) for u, e in outcome.units] == [
            ("Xã Hiệp Cường", Extent.PART),
            ("Phường Sơn Nam", Extent.PART),
        ]
        assert selectors.unit_now(self.old("12322")) is None

    def test_the_whole_population_decides(self) -> None:
        tay_tuu = self.old("00607")
        assert len(selectors.successors(tay_tuu).units) == 4
        assert str(selectors.unit_now(tay_tuu)) == "Phường Tây Tựu"

    def test_two_whole_rows_are_part(self) -> None:
        for code, printed in [("01615", "Xã Mỹ Hưng"), ("02485", "Xã Phú Thịnh")]:
            unit = self.old(code)
            assert [e for _u, e in selectors.successors(unit).units] == [Extent.PART] * 2
            assert selectors.unit_now(unit) is None
            assert set(unit.successions.values_list("printed_name", flat=True)) == {"", printed}

    def test_island_districts_became_special_zones(self) -> None:
        con_co = self.units.get(code="471")
        assert con_co.province.code == "45"
        assert str(selectors.unit_now(con_co)) == "Đặc khu Cồn Cỏ"
        assert selectors.unit_now(con_co).province.code == "44"

    def test_an_ordinary_district_has_no_successor(self) -> None:
        for code in ("338", "376"):  # of Kim Sơn only land at the coast is in the table
            district = self.units.get(code=code)
            outcome = selectors.successors(district)
            assert (outcome.units, outcome.known, outcome.abolished) == ((), True, True)
            assert selectors.unit_now(district) is None

    def test_present_units_of_a_district_and_of_a_province(self) -> None:
        quynh_phu = selectors.present_units_of(self.units.get(code="338"))
        assert "Xã Quỳnh Phụ" in [str(u) for u in quynh_phu]
        assert {u.province.code for u in quynh_phu} == {"33"}
        thai_binh = selectors.present_units_of(self.units.get(code="34"))
        hung_yen = selectors.present_units_of(self.units.get(code="33", valid_to=EVE))
        assert len({u.pk for u in thai_binh + hung_yen}) == 104
        assert len(thai_binh) + len(hung_yen) == 104

    def test_the_area_of_hung_yen(self) -> None:
        reach = selectors.closure(selectors.unit_on("33", TODAY))
        ids = set(self.units.filter(province__code__in=["33", "34"]).values_list("pk", flat=True))
        ids |= set(
            self.units.filter(code__in=["33", "34"], level=UnitLevel.PROVINCE).values_list(
                "pk", flat=True
            )
        )
        assert reach.whole == ids
        assert reach.shared == frozenset()

    def test_two_codes_of_one_ward_are_found_once(self) -> None:
        (found,) = selectors.find("P.14, Q. Bình Thạnh")
        assert found.code == "26929"

    def test_search(self) -> None:
        for text in ["quynh xa", "Quỳnh Xá", "x. Quỳnh Xá, h. Quỳnh Phụ", "x quynh xa h quynh phu",
                     "xã Quỳnh Xá, huyện Quỳnh Phụ, tỉnh Thái Bình", "12568"]:  # fmt: skip
            assert [u.code for u in selectors.find(text)] == ["12568"], text
        both = [selectors.find(text) for text in ("phường Yên Hoà", "phường Yên Hòa")]
        assert both[0] == both[1] != []
        assert [str(u) for u in selectors.find("TP. Thái Bình")] == ["Thành phố Thái Bình"]
        assert [str(u) for u in selectors.find("TT. Hưng Hà")] == ["Thị trấn Hưng Hà"]
        assert str(selectors.find("Xá Tổng")[0]) == "Xã Xá Tổng"
        assert str(selectors.find("quan hoa thanh hoa")[0]) == "Huyện Quan Hóa"
        assert selectors.find("Không Có Đâu") == []

    def test_places_of_published_cases(self) -> None:
        for province, year, text, code, kept in [
            ("Thái Bình", 2020, "xã Quỳnh Xá, huyện Quỳnh Phụ", "12568", ""),
            ("Thái Bình", None, "xã Nguyên Xá, huyện Vũ Thư", "13261", ""),
            ("Nam Định", 2014, "huyện Ý Yên", "360", ""),
            ("Nghệ An", None, "3 huyện Kỳ Sơn, Tương Dương, Con Cuông", "40", "*"),
            ("Ninh Bình", 2018, "phường Nam Sơn, TP Tam Điệp", "14368", ""),
            ("Hải Phòng", 2025, "xã Trần Phú", "10633", ""),
            ("Hải Phòng", None, "xã An Thành (trước: xã Kim Tân, huyện Kim Thành, Hải Dương)",
             "31", "*"),
            ("Bắc Giang", 2018, "thị trấn Thanh Sơn, huyện Sơn Động", "220", "thị trấn Thanh Sơn"),
            ("Bắc Giang", 2018, "xã Song Mai, TP Bắc Giang", "07222", ""),  # a phường by 2025
            ("Hà Giang", 2022, "xã Nậm Ty, huyện Hoàng Su Phì", "01087", ""),
            ("Quảng Ninh", 2019, "thị trấn Trới, huyện Hoành Bồ", "22", "*"),
            ("Thừa Thiên Huế", 2015, "xã Phong An, huyện Phong Điền", "19858", ""),
            ("Đắk Nông", None, "Gia Nghĩa", "660", ""),
            ("Long An", 2021, "ấp Gò Xoài, xã Hưng Điền A, huyện Vĩnh Hưng", "27760", "ấp Gò Xoài"),
            ("Hưng Yên", 2025, "xã Quỳnh An, huyện Không Có", "33", "*"),
            ("Hưng Yên", 2026, "xã Quỳnh Phụ", "12472", ""),
        ]:  # fmt: skip
            match = selectors.parse_place(text, province=province, year=year)
            assert match.unit.code == code, (text, match)
            assert match.kept_text == (text if kept == "*" else kept), (text, match)
            assert match.exact == (not kept), (text, match)

    # --- loading again ---

    def test_a_second_load_changes_nothing(self) -> None:
        history = AdministrativeUnit.history.count(), UnitSuccession.history.count()
        with self.assertNumQueries(5):  # a savepoint and its end, is it the first, both tables
            again = services.load_units()
        assert again == {"created": 0, "updated": 0, "unchanged": self.counts["created"]}
        assert (AdministrativeUnit.history.count(), UnitSuccession.history.count()) == history

    def test_the_first_load_is_recorded_once(self) -> None:
        rows = AdministrativeUnit.history.all()
        assert rows.count() == 86
        (reason,) = set(rows.values_list("history_change_reason", flat=True))
        assert services.files_hash() in reason
        assert str(self.counts["created"]) in reason

    def test_a_changed_row_is_mended_with_history(self) -> None:
        self.units.filter(code="12568").update(name="Sai")
        row = UnitSuccession.objects.get(old=self.old("12472"))
        UnitSuccession.objects.filter(pk=row.pk).update(extent=Extent.PART)
        again = services.load_units()
        assert (again["created"], again["updated"]) == (0, 2)
        assert self.units.get(code="12568").name == "Quỳnh Xá"
        assert self.units.get(code="12568").history.count() == 1
        row.refresh_from_db()
        assert (row.extent, row.history.count()) == (Extent.WHOLE, 1)

    def test_what_an_office_edited_stays(self) -> None:
        self.units.filter(code="12568").update(dates_exact=True, edited_here=True)
        assert services.load_units()["updated"] == 0
        assert self.units.get(code="12568").dates_exact


@pytest.mark.pure
def test_shipped_files_are_small() -> None:
    assert sum((services.DATA / name).stat().st_size for name in services.FILES) < 3_000_000
