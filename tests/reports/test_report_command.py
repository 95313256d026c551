"""`manage.py report`: every format to a file, one Vietnamese line and code 2 otherwise."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command, load_command_class

from tests.factories import programmes as factory

pytestmark = pytest.mark.django_db

STARTS = {
    "pdf": b"%PDF",
    "xlsx": b"PK",
    "docx": b"PK",
    "json": b'{"slug"',
    "html": b"<!doctype html>",
}


def run(*arguments: str, **more: Any) -> tuple[int, str]:
    errors = io.StringIO()
    try:
        call_command("report", *arguments, stderr=errors, **more)
    except SystemExit as end:
        return int(end.code or 0), errors.getvalue()
    return 0, errors.getvalue()


@pytest.fixture
def filled(place: SimpleNamespace) -> SimpleNamespace:
    factory.project(
        "Máy dệt",
        unit=place.units.quynh_phu,
        province=place.units.hung_yen,
        activity=place.machines,
        lines={"support_provincial": 100},
    )
    factory.project(
        "Hà Nội",
        unit=place.units.ba_dinh,
        province=place.units.ha_noi,
        lines={"support_provincial": 40},
    )
    return place


@pytest.mark.document
@pytest.mark.parametrize("name", STARTS)
def test_every_format_is_written(filled: SimpleNamespace, tmp_path: Path, name: str) -> None:
    target = tmp_path / f"bao-cao.{name}"
    code, errors = run("annual-plan", "--year=2026", f"--format={name}", f"--output={target}")
    assert (code, errors) == (0, "")
    assert target.read_bytes().startswith(STARTS[name])


def test_the_system_sees_everything_and_a_person_his_area(
    filled: SimpleNamespace, tmp_path: Path
) -> None:
    def support(*more: str) -> int:
        target = tmp_path / "a.json"
        run("annual-plan", "--year=2026", "--format=json", f"--output={target}", *more)
        return int(json.loads(target.read_bytes())["rows"][-1]["values"]["support"])

    assert support() == 140
    assert support("--unit=01") == 40
    assert support(f"--as={filled.officer.username}") == 100


@pytest.mark.parametrize("slug", ["progress", "courses"])
@pytest.mark.parametrize("period", ["2026", "2026-H1", "2026-Q3", "2026-07-01..2026-08-15"])
def test_reports_by_period(filled: SimpleNamespace, tmp_path: Path, slug: str, period: str) -> None:
    target = tmp_path / "a.json"
    code, errors = run(slug, f"--period={period}", "--format=json", f"--output={target}")
    assert (code, errors) == (0, "")
    payload = json.loads(target.read_bytes())
    assert (payload["slug"], payload["period"]) == (slug, period)


def test_minus_is_standard_output(filled: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    run("annual-plan", "--year=2026", "--format=json", "--output=-")
    assert json.loads(out.buffer.getvalue())["slug"] == "annual-plan"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["khong-co"], "Không có báo cáo “khong-co”."),
        (["money"], "Không có báo cáo “money”."),
        (["annual-plan", "--year=x"], "Năm không hợp lệ."),
        (["annual-plan", "--period=2026-Q3"], "Báo cáo này chỉ lập theo năm."),
        (["annual-plan", "--level=x"], "Cấp không hợp lệ."),
        (["annual-plan", "--unit=99"], "Không tìm thấy địa bàn “99” hoặc không thuộc quyền xem."),
        (
            ["annual-plan", "--as=khong-ai"],
            "Không có tài khoản “khong-ai” đang dùng.",
        ),
        (["annual-plan", "--as=he-thong"], "Không có tài khoản “he-thong” đang dùng."),
        (
            ["annual-plan", "--output=/khong/co/a.json"],
            "Không ghi được tệp “/khong/co/a.json”.\n",
        ),
        (["annual-plan", "--format=exe"], "Chọn --format là một trong"),
        (["annual-plan", "--output="], "Chưa nêu --output"),
    ],
)
def test_a_refusal_is_one_line_with_code_two(
    place: SimpleNamespace, tmp_path: Path, arguments: list[str], message: str
) -> None:
    defaults = ["--format=json", f"--output={tmp_path / 'a.json'}"]
    code, errors = run(arguments[0], *defaults, *arguments[1:])
    assert code == 2
    assert len(errors.splitlines()) == 1
    assert errors.startswith(message)
    assert not (tmp_path / "a.json").exists()


def test_a_wrong_call_and_help_speak_vietnamese() -> None:
    command = load_command_class("reports", "report")
    command._called_from_command_line = True
    errors = io.StringIO()
    command.stderr._out = errors
    parser = command.create_parser("manage.py", "report")
    with pytest.raises(SystemExit) as end:
        parser.parse_args([])
    assert end.value.code == 2
    assert errors.getvalue() == "Lệnh chưa đúng (thiếu BÁO_CÁO); xem --help.\n"
    written = parser.format_help()
    assert written.startswith("cách dùng:")
    assert "Xuất một báo cáo ra tệp" in written
    assert "mã địa bàn, đọc theo ngày cuối kỳ" in written
    assert "show this help" not in written
