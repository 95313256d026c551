"""How the words of published cases map to the portal's own (tests/cases/README.md)."""

from typing import Final

from programmes.choices import FundingLevel, FundingSource, ProjectState
from training.choices import CourseKind, CourseState

# All keys are folded (kernel.text.fold): no accents, small letters, single spaces.
LEVELS: Final = {
    "quoc gia": FundingLevel.NATIONAL,
    "dia phuong": FundingLevel.LOCAL,
}
SOURCE_OF_LEVEL: Final = {
    FundingLevel.NATIONAL: FundingSource.NATIONAL,
    FundingLevel.LOCAL: FundingSource.PROVINCIAL,
    FundingLevel.UNKNOWN: FundingSource.UNKNOWN_SUPPORT,
}
STATES: Final = {
    "duoc phe duyet": ProjectState.APPROVED,
    "duoc giao ke hoach": ProjectState.APPROVED,
    "duoc giao bo sung": ProjectState.APPROVED,
    "khai giang": ProjectState.IN_PROGRESS,
    "dang thuc hien": ProjectState.IN_PROGRESS,
    "da nghiem thu": ProjectState.ACCEPTED,
    "hoan thanh": ProjectState.COMPLETED,
    "be giang": ProjectState.COMPLETED,
    "da ho tro": ProjectState.COMPLETED,
    "da dau tu": ProjectState.COMPLETED,
    "da chuyen giao": ProjectState.COMPLETED,
    "da dua vao hoat dong": ProjectState.COMPLETED,
    "da dua vao san xuat": ProjectState.COMPLETED,
    "da dua vao hoat dong san xuat": ProjectState.COMPLETED,
    "de nghi phe duyet": ProjectState.REGISTERED,
}

# Codes of the activity catalogue. A word that fits several types of a group means the group: "mô
# hình trình diễn kỹ thuật" may be 3.1 (new technology) or 3.2 (a facility that works well).
ACTIVITIES: Final = {
    "dao tao nghe truyen nghe": "1",
    "tap huan nang cao tay nghe": "1.3",
    "mo hinh trinh dien ky thuat": "3",
    "ung dung may moc tien tien": "3.3",
}
# Persons in a class, by activity group: the indicator that counts them.
TRAINEE_INDICATORS: Final = {"1": "1-02", "2": "2-02"}

# What a page says of a course; anything else is unknown.
COURSE_STATES: Final = {
    "khai giang": CourseState.RUNNING,
    "dang thuc hien": CourseState.RUNNING,
    "be giang": CourseState.FINISHED,
    "hoan thanh": CourseState.FINISHED,
}
# Contents that are courses. Group 1 holds training for a trade and handing it down alike.
COURSE_KINDS: Final = {
    "1": CourseKind.VOCATIONAL,
    "1.1": CourseKind.VOCATIONAL,
    "1.2": CourseKind.HANDING_DOWN,
    "1.3": CourseKind.UPSKILLING,
    "1.4": CourseKind.UPSKILLING,
    "2.1": CourseKind.WORKSHOP,
    "2.2": CourseKind.WORKSHOP,
}
HANDING_DOWN: Final = "truyen nghe"
