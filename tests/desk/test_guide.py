"""The user guide inside the portal: everybody reads it, and nothing in it is trusted."""

import pytest
from django.urls import get_resolver

from desk import guide
from tests.factories.accounts import office, person, signed_in
from tests.factories.localities import thai_binh_units


@pytest.mark.django_db
def test_a_commune_officer_reads_every_chapter() -> None:
    commune = office(thai_binh_units().a_sao)
    client = signed_in(person("xa.thu", commune))
    contents = client.get("/huong-dan/").content.decode()
    assert [one.slug for one in guide.chapters() if f"/huong-dan/{one.slug}/" not in contents] == []
    for one in guide.chapters():
        page = client.get(f"/huong-dan/{one.slug}/")
        assert page.status_code == 200
        assert one.title in page.content.decode()
    assert client.get("/huong-dan/khong-co/").status_code == 404


@pytest.mark.pure
def test_pages_lead_to_chapters_that_are_there() -> None:
    pages = {
        f"{app.app_name}:{name}" for app in get_resolver().url_patterns for name in app.reverse_dict
    }
    assert [name for name in guide.CHAPTER_OF if name not in pages] == []
    assert list(guide.PAGES) == [one.slug for one in guide.chapters()]


@pytest.mark.pure
def test_a_chapter_as_a_page() -> None:
    source = (
        "# Tên\n\nMột câu.\n\n## Các bước\n\n1. **Mở** trang “Đề án” & xem.\n"
        "2. Xem [chương khác](02-ke-hoach-nam.md).\n\n- <script>alert(1)</script>\n"
    )
    assert guide.Chapter("thu", "Tên", "Một câu.", source).body == (
        '<h2>Các bước</h2><ol class="guide-steps">'
        "<li><p><strong>Mở</strong> trang “Đề án” &amp; xem.</p></li>"
        '<li><p>Xem <a href="../ke-hoach-nam/">chương khác</a>.</p></li></ol>'
        "<ul><li><p>&lt;script&gt;alert(1)&lt;/script&gt;</p></li></ul>"
    )
