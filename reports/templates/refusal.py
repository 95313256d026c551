"""Why a template is refused: the codes and the Vietnamese sentences.

Standard library only, because the confined child process uses it as well.
"""

from enum import StrEnum

from kernel.sheets.refusal import Code as SheetCode


class Code(StrEnum):
    """What was wrong with a template; stable."""

    TYPE = "template-type"
    DAMAGED = "template-damaged"
    PASSWORD = "template-password"  # noqa: S105 - the name of a refusal
    MACRO = "template-macro"
    EXTERNAL = "template-external"
    EMBEDDED = "template-embedded"
    FIELD = "template-field"
    FORMULA = "template-formula"
    UNSAFE = "template-unsafe"
    SIZE = "template-size"
    UNPACKED = "template-unpacked"
    HEAVY = "template-heavy"
    EXPRESSION = "template-expression"
    COMMAND = "template-command"
    WRONG = "template-wrong"
    SUM = "template-sum"


MESSAGES: dict[Code, str] = {
    Code.TYPE: (
        "Không nhận loại tệp này. Mẫu là tệp Word (.docx) hoặc Excel (.xlsx); mở tệp, chọn Lưu "
        "thành đúng loại rồi tải lại."
    ),
    Code.DAMAGED: "Tệp rỗng hoặc bị hỏng.",
    Code.PASSWORD: "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.",
    Code.MACRO: "Không nhận tệp có macro. Lưu tệp thành .docx hoặc .xlsx rồi tải lại.",
    Code.EXTERNAL: (
        "Tệp có liên kết ra ngoài (ảnh liên kết, mẫu gắn kèm, trộn thư, tệp hoặc nguồn dữ liệu "
        "khác). Hãy bỏ liên kết rồi tải lại."
    ),
    Code.EMBEDDED: (
        "Tệp có đối tượng nhúng hoặc tệp khác bên trong. Hãy xóa đối tượng nhúng rồi tải lại."
    ),
    Code.FIELD: (
        "Tệp có trường tự động {field} ở {place}, có thể đọc tệp khác hoặc mở kết nối. "
        "Hãy xóa trường này rồi tải lại."
    ),
    Code.FORMULA: (
        "Công thức ở {place} dùng {function}, có thể đọc tệp khác hoặc mở kết nối. "
        "Hãy thay công thức rồi tải lại."
    ),
    Code.UNSAFE: (
        "Tệp bị hỏng hoặc có nội dung không an toàn (khai báo DOCTYPE, tên thành phần lạ). "
        "Chép nội dung sang một tệp mới rồi tải lại."
    ),
    Code.SIZE: "Tệp quá lớn: mẫu tối đa {megabytes} MB.",
    Code.UNPACKED: "Tệp giải nén quá lớn (tối đa {megabytes} MB, {entries} thành phần).",
    Code.HEAVY: (
        "Mẫu quá lớn, không xử lý xong trong giới hạn thời gian và bộ nhớ. Hãy làm mẫu gọn hơn "
        "rồi tải lại."
    ),
    Code.EXPRESSION: (
        "Ô trống “{written}” ở chỗ {place} không phải là một tên. Ô trống chỉ gồm tên, ví dụ "
        "{{{{ ten_co_quan }}}}."
    ),
    Code.COMMAND: (
        "Lệnh “{written}” ở chỗ {place} không dùng được: mẫu không có lệnh, dòng có "
        "{{{{ dong.… }}}} tự lặp lại. Hãy xóa lệnh rồi tải lại."
    ),
    Code.WRONG: (
        "Mẫu còn {count} ô trống sai, ví dụ “{written}” ở chỗ {place}. Sửa mẫu rồi tải lại."
    ),
    Code.SUM: (
        "Công thức ở {place} cộng một dòng lặp lại có dòng nhóm xen giữa, không tính được. "
        "Hãy dùng ô trống tổng, ví dụ {{{{ tong.tong_kinh_phi }}}}."
    ),
}

# The same faults as the check of every package of Office tells them.
OF_PACKAGE: dict[SheetCode, Code] = {
    SheetCode.TYPE: Code.TYPE,
    SheetCode.DAMAGED: Code.DAMAGED,
    SheetCode.PASSWORD: Code.PASSWORD,
    SheetCode.MACRO: Code.MACRO,
    SheetCode.UNPACKED: Code.UNPACKED,
    SheetCode.UNSAFE: Code.UNSAFE,
    SheetCode.NESTED: Code.EMBEDDED,
    SheetCode.EXTERNAL: Code.EXTERNAL,
    SheetCode.ENTRIES: Code.UNPACKED,
    SheetCode.SIZE: Code.SIZE,
}


class TemplateRefused(Exception):  # noqa: N818 - a refusal told to a person
    """A template that is not taken: ``code`` says why, ``message`` in Vietnamese."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def refusal(code: Code, **facts: object) -> TemplateRefused:
    """Return the refusal for ``code`` with its sentence filled in from ``facts``."""
    return TemplateRefused(code, MESSAGES[code].format(**facts))
