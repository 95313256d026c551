"""The structure of a report in words: parts in capitals, sections under them."""

from dataclasses import dataclass

from reports.choices import TextSection


@dataclass(frozen=True)
class Part:
    """A part with its Roman number; ``lead`` stands right under its heading."""

    number: str
    title: str
    lead: str = ""
    sections: tuple[str, ...] = ()

    def titled(self, following: str) -> str:
        """The heading in a report after which the period ``following`` comes."""
        return self.title.format(following=following)


OUTLINE = (
    Part(
        "I",
        "Tình hình thực hiện",
        lead=TextSection.OVERVIEW,
        sections=(
            TextSection.DIRECTION,
            TextSection.NATIONAL,
            TextSection.LOCAL,
            TextSection.CONTENTS,
            TextSection.MONEY,
        ),
    ),
    Part(
        "II",
        "Đánh giá",
        sections=(TextSection.ACHIEVED, TextSection.DIFFICULTIES, TextSection.CAUSES),
    ),
    Part("III", "Phương hướng, nhiệm vụ {following}", lead=TextSection.OUTLOOK),
    Part("IV", "Đề xuất, kiến nghị", lead=TextSection.PROPOSALS),
)
