"""An office on its first day, without any sample, and the plan that its Excel holds."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page

from accounts.choices import Role
from accounts.models import Organisation, User
from accounts.services import save_user, system_user
from localities.models import AdministrativeUnit
from tests import office

OFFICER = "canbo"
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const more = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", more));
}"""
HEADS = (
    "STT\tTên đề án\tĐịa điểm thực hiện\tĐơn vị thụ hưởng\tKinh phí (triệu đồng)\t\t\tThời gian\t\n"
    "\t\t\t\tTổng số\tKhuyến công hỗ trợ\tĐối ứng\tBắt đầu\tKết thúc\n"
)
# As people write: an old name with its district, a name that four places have, a slip of the pen,
# a point for a comma, dashes, months without a day.
ODD = (
    "x. Quỳnh Hải, h. Quỳnh Phụ\tHTX Minh Họa {n}\t150\t100\t50\t3/2026\t10/2026",
    "Minh Tân\tCông ty TNHH Minh Họa {n}\t235.8\t235.8\t-\t3/2026\t10/2026",
    "Xã Quynh Phuj\tCông ty TNHH Minh Họa {n}\t1,2 tỷ\t200\t-\t\t",
    "Thôn Đông, xã A Sào\t25 hộ minh họa\t\t90.5\t\t\t",
)


@contextmanager
def first_day(built: Path) -> Iterator[None]:
    """The office of Hưng Yên as start_office makes it, with one officer, in place of the sample."""
    with office.country(built):
        os.environ["FIRST_PASSWORD"] = "tre-xanh-ben-song-hong-26"
        call_command(
            "start_office",
            "--province=33",
            "--centre=Trung tâm Khuyến công minh họa",
            "--admin-name=Quản trị minh họa",
            "--password-env=FIRST_PASSWORD",
            stdout=StringIO(),
        )
        centre = Organisation.objects.get(kind="extension_centre")
        officer = User(
            username=OFFICER,
            full_name="Chuyên viên minh họa",
            role=Role.CENTRE_OFFICER,
            organisation=centre,
        )
        save_user(officer, by=system_user(), password=os.environ.pop("FIRST_PASSWORD"))
        yield


def plan_of_thirty() -> str:
    """Thirty rows as they come out of Excel: heads in two rows, sections, a sum at the end."""
    communes = AdministrativeUnit.objects.present().filter(province__code="33", level="commune")
    names = list(communes.order_by("code").values_list("full_name", flat=True)[:26])
    rows = [
        f"{n}\tĐề án minh họa {n}\t{name}\tCông ty TNHH Minh Họa {n}\t150\t100\t50\t01/03/2026"
        "\t31/10/2026\n"
        for n, name in enumerate(names, 1)
    ]
    odd = [f"{n}\tĐề án minh họa {n}\t{row.format(n=n)}\n" for n, row in enumerate(ODD, 27)]
    return (
        "KẾ HOẠCH KHUYẾN CÔNG ĐỊA PHƯƠNG NĂM 2026\n"
        + HEADS
        + "I\tĐào tạo nghề, truyền nghề\t\t\t\t\t\t\t\n"
        + "".join(rows[:10])
        + "II\tMáy móc\t\t\t\t\t\t\t\n"
        + "".join(rows[10:] + odd)
        + "\tTổng cộng\t\t\t4.350\t3.226,3\t1.350\t\t\n"
    )


def paste(page: Page, text: str) -> None:
    """What Ctrl+V does with this on the clipboard."""
    page.evaluate(PASTE, text)


class Clicks:
    """How often the mouse was pressed on any page of a visitor; keys aren't counted."""

    def __init__(self, context: BrowserContext) -> None:
        self.count = 0
        context.expose_function("countClick", self._add)
        context.add_init_script(
            "document.addEventListener('click', (event) => {"
            " if (event.isTrusted && event.detail) window.countClick(); }, true);"
        )

    def _add(self) -> None:
        self.count += 1
