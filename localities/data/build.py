# ruff: noqa: INP001 - a script beside the data it makes, not a module
"""Makes the portal's tables of units out of the published ones. Run by hand, once per publication.

    python localities/data/build.py COMMUNES CONVERSION HISTORY PROVINCES_OLD PROVINCES_NEW

COMMUNES is the statistics office's export of 4 January 2025, CONVERSION its table of old and new
units of 1 July 2025, HISTORY the four snapshots of Thái Bình, the last two the lists of provinces.
README.md beside this file names the sources; what is repaired on the way is said at each function.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
REFORM_EVE = "2025-06-30"
# What the statistics office says about a pair, when the old unit went over with all its people.
WHOLE_NOTES = {
    "Nhập toàn bộ",
    "Giữ nguyên",
    "Đổi tên",
    "Đổi loại hình",
    "Nhập một phần diện tích, toàn bộ dân số",
}
WHOLE_DISTRICT = "Sắp xếp toàn bộ "
KINDS = ["Thành phố", "Thị trấn", "Thị xã", "Đặc khu", "Phường", "Huyện", "Quận", "Tỉnh", "Xã"]
# Nominal last days of Thái Bình's earlier names (exact ones aren't established): the day before
# Nghị quyết 892/NQ-UBTVQH14 was passed, and a day of autumn 2024, between the snapshots.
EARLIER_UNTIL = {"in_v0.2.2": "2020-02-10", "in_v0.4.3": "2024-10-31"}
# Names of a unit that stayed on the same land under the same code: (code, since 2025-07-01).
RENAMED = {
    ("46", False): ("Tỉnh Thừa Thiên Huế", "2025-01-01"),  # Nghị quyết 175/2024/QH15
    ("75", True): ("Tỉnh Đồng Nai", ""),  # so called in the conversion table
}


def tidy(text: str) -> str:
    """NFC, one space between words, the kind of unit spelt one way ("Thị Trấn", "Xa")."""
    text = " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())
    text = re.sub(r"^Xa (?=[A-ZĐÂĂÊÔƠƯ])", "Xã ", text)
    for kind in KINDS:
        if text.lower().startswith(kind.lower() + " "):
            return kind + text[len(kind) :]
    return text


def folded(text: str) -> str:
    """The text without case, marks and punctuation."""
    text = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    plain = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def tone_blind(text: str) -> Counter[str]:
    """The letters and tones of a text without their places: equal for "Hoà" and "Hòa"."""
    return Counter(unicodedata.normalize("NFD", text.lower()))


def rows_of(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def pairs_of(path: str) -> list[dict[str, str]]:
    """The pairs of the conversion table, without its two header rows and province headings."""
    keys = ["new_province", "new", "new_code", "old", "old_code", "note", "district", "province"]
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        lines = [[tidy(cell) for cell in row] for row in csv.reader(file)][2:]
    pairs = [dict(zip(keys, line, strict=False)) for line in lines if line[1]]
    for pair in pairs:
        pair["new_province"] = code_in(pair["new_province"])
        pair["district_name"], pair["district"] = name_and_code(pair["district"])
    return pairs


def code_in(text: str) -> str:
    return name_and_code(text)[1]


def name_and_code(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*?)\s*\((\d+)\)", text)
    if not found:
        raise SystemExit(f"no code in {text!r}")
    return tidy(found[1]), found[2]


def provinces(old: list[dict[str, str]], new: list[dict[str, str]]) -> list[list[str]]:
    """A province that took in no other stays one row; the others end, and new ones begin."""
    members = Counter(row["new_code"] for row in old)
    names = {row["new_code"]: tidy(row["new_name"]) for row in old}
    rows = []
    for row in old:
        stays = members[row["new_code"]] == 1 and row["new_code"] == row["code"]
        rows.append(
            [
                row["code"],
                tidy(row["name"]),
                "",
                "" if stays else REFORM_EVE,
                *RENAMED.get((row["code"], False), ("", "")),
            ]
        )
    for row in new:
        if members[row["code"]] > 1:
            earlier = RENAMED.get((row["code"], True), ("", ""))
            # Spelt as in the list of 63 ("Khánh Hòa") unless the unit has been renamed since.
            name = tidy(row["name"]) if earlier[0] else names[row["code"]]
            rows.append([row["code"], name, "2025-07-01", "", *earlier])
    return rows


def districts(export: list[dict[str, str]], pairs: list[dict[str, str]]) -> list[list[str]]:
    """The 696 districts; another name in the conversion table is kept as such (Mộc Châu)."""
    printed: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        printed[pair["district"]].add(pair["district_name"])
    found: dict[str, list[str]] = {}
    for row in export:
        code, name = row["Mã QH"], tidy(row["Quận Huyện"])
        others = sorted(n for n in printed[code] if folded(n) != folded(name))
        found[code] = [code, name, row["Mã TP"], "; ".join(others)]
    return list(found.values())


def old_communes(
    export: list[dict[str, str]], pairs: list[dict[str, str]], history: list[dict[str, str]]
) -> list[list[str]]:
    """Communes until 30/06/2025, those only in the conversion table, Thái Bình's earlier ones.

    Spelling of the conversion table where it differs in case or place of the tone only ("Đại áng").
    Another name there is kept beside, unless it is the name of a neighbour: then it's a misprint.
    """
    printed: dict[str, list[str]] = defaultdict(list)
    district_of = {}
    for pair in pairs:
        if pair["old_code"]:
            printed[pair["old_code"]].append(pair["old"])
            district_of[pair["old_code"]] = pair["district"]
    neighbours: dict[str, set[str]] = defaultdict(set)
    for row in export:
        neighbours[row["Mã QH"]].add(folded(tidy(row["Phường Xã"])))
    rows = []
    for row in export:
        code, name = row["Mã PX"], tidy(row["Phường Xã"])
        if not code:  # an island district without communes
            continue
        for other in printed[code]:
            if tone_blind(other) == tone_blind(name):
                name = other
        others = {
            n
            for n in printed[code]
            if folded(n) not in neighbours[row["Mã QH"]] and n.startswith(tuple(KINDS))
        }
        rows.append([code, name, row["Mã QH"], REFORM_EVE, "; ".join(sorted(others))])
    known = {row[0] for row in rows}
    rows += [
        [code, names[0], district_of[code], REFORM_EVE, ""]
        for code, names in printed.items()
        if code not in known
    ]
    return rows + earlier_communes(history)


def earlier_communes(history: list[dict[str, str]]) -> list[list[str]]:
    """Names of Thái Bình that were gone before 2025; spaces alone don't make another name."""
    seen: dict[tuple[str, str, str], list[str]] = {}
    for row in history:
        key = (row["commune_code"], tidy(row["name"]), row["district_code"])
        marks = [row[c] for c in ("in_v0.2.2", "in_v0.4.3", "in_v0.5.8", "in_2025-01-04")]
        before = seen.get(key, ["0"] * 4)
        seen[key] = [max(pair) for pair in zip(marks, before, strict=True)]
    rows = []
    for (code, name, district), marks in seen.items():
        if marks[3] == "1":
            continue
        if marks[2] == "1":
            raise SystemExit(f"{code} ended between 2024 and 2025: give it a day")
        until = EARLIER_UNTIL["in_v0.4.3" if marks[1] == "1" else "in_v0.2.2"]
        rows.append([code, name, district, until, ""])
    return rows


def new_communes(pairs: list[dict[str, str]]) -> list[list[str]]:
    """The 3,321 units since 01/07/2025; of two spellings the more frequent one."""
    names: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        names[pair["new_code"], pair["new_province"]][pair["new"]] += 1
    return [[code, n.most_common(1)[0][0], province] for (code, province), n in names.items()]


def successions(
    export: list[dict[str, str]], pairs: list[dict[str, str]], old: list[dict[str, str]]
) -> list[list[str]]:
    """Who became what. Two "whole" rows of one old unit contradict each other: both are part.

    A row without old commune is one of a whole district or of land that a district administered:
    its old unit is the district. `printed` is the table's name where the code says another unit.
    """
    names = {row["Mã PX"]: tidy(row["Phường Xã"]) for row in export}
    wholes = Counter(p["old_code"] for p in pairs if p["note"] in WHOLE_NOTES)
    merged = Counter(row["new_code"] for row in old)
    rows = [
        [row["code"], row["new_code"], "whole", "", ""]
        for row in old
        if merged[row["new_code"]] > 1
    ]
    for pair in pairs:
        whole = pair["note"] in WHOLE_NOTES and wholes[pair["old_code"]] == 1
        whole = bool(whole and pair["old_code"]) or pair["note"].startswith(WHOLE_DISTRICT)
        known = names.get(pair["old_code"], pair["old"] if pair["old_code"] else "")
        printed = "" if folded(known) == folded(pair["old"]) else pair["old"]
        rows.append(
            [
                pair["old_code"] or pair["district"],
                pair["new_code"],
                "whole" if whole else "part",
                pair["note"],
                printed,
            ]
        )
    return rows


def write(name: str, header: str, rows: list[list[str]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def main(arguments: list[str]) -> None:
    if len(arguments) != 5:
        raise SystemExit(__doc__)
    export, history = rows_of(arguments[0]), rows_of(arguments[2])
    pairs, old, new = pairs_of(arguments[1]), rows_of(arguments[3]), rows_of(arguments[4])
    write("provinces.csv", "code,name,since,until,other_names,renamed_on", provinces(old, new))
    write("districts.csv", "code,name,province,other_names", districts(export, pairs))
    write(
        "communes_before.csv",
        "code,name,district,until,other_names",
        old_communes(export, pairs, history),
    )
    write("communes.csv", "code,name,province", new_communes(pairs))
    write("successions.csv", "old,new,extent,note,printed", successions(export, pairs, old))


if __name__ == "__main__":
    main(sys.argv[1:])
