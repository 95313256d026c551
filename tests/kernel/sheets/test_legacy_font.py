"""Old fonts are suspected, right Vietnamese and foreign names are not."""

import pytest

from kernel.sheets.legacy_font import looks_like_tcvn3

pytestmark = pytest.mark.pure

# The TCVN 5712:1993 (VN3) codes as Latin-1 shows them, and VNI as offices typed it.
OLD = [
    "NguyÔn V¨n An", "TrÇn ThÞ Hoa", "Lª ThÞ Lan", "§ç V¨n B×nh", "Ph¹m H÷u §øc", "Hµ Néi",
    "c¬ së s¶n xuÊt", "®µo t¹o nghÒ", "m©y tre ®an", "huyÖn QuúnhPhô", "Vò ThÞ B×nh",
    "Nguyeãn Vaên An", "Traàn Thò Hoa", "Haø Noäi", "ñaøo taïo ngheà", "Leâ Thaønh",
]  # fmt: skip
RIGHT = [
    "Nguyễn Văn An", "Trần Thị Hoa", "Lê Thị Lan", "Hà Nội", "cơ sở sản xuất", "đào tạo nghề",
    "viên", "quê", "toàn", "hoá", "khuyến công", "Lê Thành", "Hà", "Bà Hai", "", "007",
    "Gốm 100 m²",
    "Müller", "Israël", "Zaïre", "Raúl", "François", "Citroën", "Nestlé® Việt Nam", "ABC® Ltd",
    "10 × 20 cm", "5 µm", "kW·h", "25°C",
    "§ 5", "a·b = c", "Công ty TNHH © 2026", "thuý", "loè", "noãn", "khoá", "tên",
]  # fmt: skip


@pytest.mark.parametrize("text", OLD)
def test_old_font_is_suspected(text: str) -> None:
    assert looks_like_tcvn3(text) is True


@pytest.mark.parametrize("text", RIGHT)
def test_unicode_is_not_suspected(text: str) -> None:
    assert looks_like_tcvn3(text) is False
