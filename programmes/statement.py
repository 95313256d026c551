"""The eight parts of a project's statement (TT 36/2013/TT-BCT Đ.5), in their order and words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A part: the field that holds its words, its title on paper, and what the circular asks."""

    field: str
    title: str
    hint: str


PARTS: tuple[Part, ...] = (
    Part(
        "parties",
        "Đơn vị thực hiện, đơn vị phối hợp, đơn vị thụ hưởng, địa điểm thực hiện",
        "Lấy từ hồ sơ đề án; ghi thêm khi cần giới thiệu đơn vị.",
    ),
    Part(
        "necessity",
        "Sự cần thiết và căn cứ của đề án",
        "Vì sao cần hỗ trợ, hiện trạng của đơn vị thụ hưởng; các văn bản làm căn cứ.",
    ),
    Part("objective", "Mục tiêu", "Nêu cụ thể những mục tiêu của đề án cần đạt được."),
    Part(
        "scale",
        "Quy mô đề án",
        "Nêu quy mô của đề án; tóm tắt các đặc điểm vượt trội, nội dung chính như công nghệ, "
        "máy móc, sản phẩm hoặc nội dung khác đề xuất hỗ trợ.",
    ),
    Part(
        "content",
        "Nội dung và tiến độ",
        "Nội dung công việc cần thực hiện, tiến độ thực hiện; tổ chức, cá nhân thực hiện theo "
        "từng nội dung công việc.",
    ),
    Part(
        "budget",
        "Dự toán kinh phí",
        "Bảng dự toán chi tiết in kèm làm phụ lục; ghi thêm phần cần thuyết minh.",
    ),
    Part("organisation", "Tổ chức thực hiện", "Nêu rõ phương án tổ chức thực hiện đề án."),
    Part(
        "effect",
        "Hiệu quả của đề án",
        "Hiệu quả về kinh tế, xã hội và môi trường, tính bền vững, khả năng nhân rộng (nếu có) "
        "của đề án sau khi kết thúc hỗ trợ.",
    ),
)
LEGAL_BASIS = "Điều 5 Thông tư số 36/2013/TT-BCT"
