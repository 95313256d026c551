"""Suspects Vietnamese text typed in the fonts of before Unicode (TCVN3 ".Vn…", VNI "VNI-…")."""

import re

# Letters that only Vietnamese written in Unicode has; where they stand the text is no TCVN3 or VNI.
_UNICODE_VIETNAMESE = re.compile(r"[ăĂđĐơƠưƯ\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
# TCVN3 shows ă â ơ ư đ, and the marked a, as signs; between letters no sign has business.
_TCVN3_SIGN = re.compile(
    r"(?:[A-Za-z][¡-©«¬®µ¶¸¹»¼½¾ª](?:[A-Za-z]|\b)|[A-Za-z]ª|\b[®§][A-Za-zµ¶·¸¹¨©ªÇ-þ])"
)
# … and the other marked letters as capitals in the middle of a small word: NguyÔn, TrÇn, BÝch.
_TCVN3_CAPITAL = re.compile(r"[a-z][ÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞ]")
_TCVN3_SMALL = re.compile(r"[a-zA-Z][ßäåæçëîïñö÷øûüþ]")
# VNI writes the mark as a second letter after its vowel: Nguyeãn Vaên, Haø Noäi.
_VNI_MARK = re.compile(r"[aAeE][ùûøõâáàåãäêÙÛØÕÂÁÀÅÃÄÊ]")
# These pairs also stand in foreign names (Israël, Zaïre): one of them proves nothing.
_VNI_PAIR = re.compile(r"[aAeE][ùúûøõïâáàåãäêéèëüÙÚÛØÕÏÂÁÀÅÃÄÊÉÈËÜ]|[oOôöÔÖ][äåïïûÄÅÏÛ]")
MESSAGE = "phông chữ cũ (TCVN3/VNI). Chuyển sang Unicode."


def looks_like_tcvn3(text: str) -> bool:
    """Whether `text` is probably TCVN3 or VNI Vietnamese shown as Latin letters.

    A suspicion to ask about, not a verdict: foreign names with a single ü or ç are let pass.
    """
    if _UNICODE_VIETNAMESE.search(text):
        return False
    if any(rule.search(text) for rule in (_TCVN3_SIGN, _TCVN3_CAPITAL, _VNI_MARK)):
        return True
    return any(len(rule.findall(text)) > 1 for rule in (_TCVN3_SMALL, _VNI_PAIR))
