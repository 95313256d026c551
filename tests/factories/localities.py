"""A small, fixed piece of the country for tests: real units of Thái Bình and Hưng Yên.

`thai_binh_units()` stores 32 units with their successions in four queries and returns them by
name. Nothing is read from the shipped files: a change there doesn't move these tests.
"""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from localities.choices import REFORM_DAY, Extent, UnitKind, UnitLevel
from localities.models import AdministrativeUnit, UnitSuccession
from localities.services import set_keys

REFORM_EVE = date(2025, 6, 30)

_KINDS = {
    "Tỉnh": UnitKind.PROVINCE,
    "Thành phố": UnitKind.CENTRAL_CITY,
    "Huyện": UnitKind.RURAL_DISTRICT,
    "Thị trấn": UnitKind.TOWNSHIP,
    "Phường": UnitKind.WARD,
    "Xã": UnitKind.COMMUNE,
}

# name in the namespace: (code, full name)
OLD_PROVINCES = {
    "thai_binh": ("34", "Tỉnh Thái Bình"),
    "hung_yen_old": ("33", "Tỉnh Hưng Yên"),
}
NEW_PROVINCES = {"hung_yen": ("33", "Tỉnh Hưng Yên")}
# Left alone by the reform, and another province, to stand outside every area of Hưng Yên.
UNCHANGED_PROVINCES = {"ha_noi": ("01", "Thành phố Hà Nội")}
# … (code, full name, province)
DISTRICTS = {
    "quynh_phu_old": ("338", "Huyện Quỳnh Phụ", "thai_binh"),
    "hung_ha_old": ("339", "Huyện Hưng Hà", "thai_binh"),
    "kim_dong_old": ("331", "Huyện Kim Động", "hung_yen_old"),
}
# … (code, full name, district)
OLD_COMMUNES = {
    "quynh_coi": ("12472", "Thị trấn Quỳnh Côi", "quynh_phu_old"),
    "an_khe": ("12475", "Xã An Khê", "quynh_phu_old"),
    "an_dong": ("12478", "Xã An Đồng", "quynh_phu_old"),
    "quynh_hai": ("12520", "Xã Quỳnh Hải", "quynh_phu_old"),
    "hung_ha_town": ("12586", "Thị trấn Hưng Hà", "hung_ha_old"),
    "quang_trung": ("12589", "Xã Quang Trung", "hung_ha_old"),
    "tan_le": ("12592", "Xã Tân Lễ", "hung_ha_old"),
    "minh_tan": ("12670", "Xã Minh Tân", "hung_ha_old"),
    "ngoc_thanh": ("12322", "Xã Ngọc Thanh", "kim_dong_old"),
    "song_mai": ("12301", "Xã Song Mai", "kim_dong_old"),
}
# … (code, full name, district, last day): names that were gone before 2025
EARLIER_COMMUNES = {
    "quynh_xa": ("12568", "Xã Quỳnh Xá", "quynh_phu_old", date(2024, 10, 31)),
    "quynh_chau": ("12544", "Xã Quỳnh Châu", "quynh_phu_old", date(2020, 2, 10)),
    "diep_nong": ("12589", "Xã Điệp Nông", "hung_ha_old", date(2024, 10, 31)),
}
NEW_COMMUNES = {
    "quynh_phu": ("12472", "Xã Quỳnh Phụ"),
    "a_sao": ("12499", "Xã A Sào"),
    "hung_ha": ("12586", "Xã Hưng Hà"),
    "dien_ha": ("12619", "Xã Diên Hà"),
    "long_hung": ("12613", "Xã Long Hưng"),
    "hiep_cuong": ("12322", "Xã Hiệp Cường"),
    "son_nam": ("11983", "Phường Sơn Nam"),
    "le_quy_don": ("12676", "Xã Lê Quý Đôn"),
    "thai_binh_ward": ("13225", "Phường Thái Bình"),
}
HA_NOI_COMMUNES = {"ba_dinh": ("00004", "Phường Ba Đình"), "ngoc_ha": ("00008", "Phường Ngọc Hà")}
# old, new, extent, note of the conversion table
SUCCESSIONS = [
    ("thai_binh", "hung_yen", Extent.WHOLE, ""),
    ("hung_yen_old", "hung_yen", Extent.WHOLE, ""),
    ("quynh_coi", "quynh_phu", Extent.WHOLE, "Nhập toàn bộ"),
    ("quynh_hai", "quynh_phu", Extent.WHOLE, "Nhập toàn bộ"),
    ("an_khe", "a_sao", Extent.WHOLE, "Nhập toàn bộ"),
    ("an_dong", "a_sao", Extent.WHOLE, "Nhập toàn bộ"),
    ("hung_ha_town", "hung_ha", Extent.WHOLE, "Nhập toàn bộ"),
    ("quang_trung", "dien_ha", Extent.WHOLE, "Nhập toàn bộ"),
    ("tan_le", "long_hung", Extent.WHOLE, "Nhập toàn bộ"),
    ("minh_tan", "le_quy_don", Extent.WHOLE, "Nhập toàn bộ"),
    ("ngoc_thanh", "hiep_cuong", Extent.PART, "Nhập một phần"),
    ("ngoc_thanh", "son_nam", Extent.PART, "Nhập một phần"),
    ("song_mai", "hiep_cuong", Extent.WHOLE, "Nhập toàn bộ"),
]


def administrative_unit(
    code: str,
    full_name: str,
    *,
    level: UnitLevel = UnitLevel.COMMUNE,
    parent: AdministrativeUnit | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    **more: object,
) -> AdministrativeUnit:
    """An unsaved unit with its keys; the kind is read from the full name."""
    word = next(word for word in _KINDS if full_name.startswith(word))
    unit = AdministrativeUnit(
        code=code,
        name=full_name[len(word) + 1 :],
        full_name=full_name,
        kind=_KINDS[word],
        level=level,
        parent=parent,
        province=(parent.province or parent) if parent else None,
        valid_from=valid_from,
        valid_to=valid_to,
        **more,
    )
    set_keys(unit)
    return unit


def thai_binh_units() -> SimpleNamespace:
    """Store the small tree and return its units by name, all of them also in `.all`.

    Whole: quynh_coi and quynh_hai -> quynh_phu, an_khe and an_dong -> a_sao. Split: ngoc_thanh ->
    hiep_cuong and son_nam. Not known: the earlier names quynh_xa, quynh_chau, diep_nong (which
    had the code of quang_trung). Outside: ha_noi with ba_dinh and ngoc_ha.
    """
    units: dict[str, AdministrativeUnit] = {}
    end, start = {"valid_to": REFORM_EVE}, {"valid_from": REFORM_DAY}
    province = {"level": UnitLevel.PROVINCE}
    wanted = {
        **{n: administrative_unit(*v, **province, **end) for n, v in OLD_PROVINCES.items()},
        **{n: administrative_unit(*v, **province, **start) for n, v in NEW_PROVINCES.items()},
        **{n: administrative_unit(*v, **province) for n, v in UNCHANGED_PROVINCES.items()},
    }
    _store(units, wanted)
    _store(
        units,
        {
            n: administrative_unit(code, name, parent=units[above], level=UnitLevel.DISTRICT, **end)
            for n, (code, name, above) in DISTRICTS.items()
        },
    )
    wanted = {
        n: administrative_unit(code, name, parent=units[above], **end)
        for n, (code, name, above) in OLD_COMMUNES.items()
    }
    for n, (code, name, above, last) in EARLIER_COMMUNES.items():
        wanted[n] = administrative_unit(
            code, name, parent=units[above], valid_to=last, dates_exact=False
        )
    for n, (code, name) in NEW_COMMUNES.items():
        wanted[n] = administrative_unit(code, name, parent=units["hung_yen"], **start)
    for n, (code, name) in HA_NOI_COMMUNES.items():
        wanted[n] = administrative_unit(code, name, parent=units["ha_noi"], **start)
    _store(units, wanted)
    UnitSuccession.objects.bulk_create(
        UnitSuccession(old=units[old], new=units[new], extent=extent, note=note)
        for old, new, extent, note in SUCCESSIONS
    )
    return SimpleNamespace(**units, all=list(units.values()))


def _store(units: dict[str, AdministrativeUnit], wanted: dict[str, AdministrativeUnit]) -> None:
    AdministrativeUnit.objects.bulk_create(wanted.values())
    units.update(wanted)
