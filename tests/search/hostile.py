"""Searches that break parsers: from the public list of naughty strings, and what Whoosh fears."""

QUERIES = (
    "", " ", "*", "a*", "*a*", "?", "~", "^", "a~2", "a^9", "[a TO z]", "{a TO z}", "id:p1",
    "scope:s1", "scope:open", "text:letter", "NOT", "AND", "OR NOT", "a AND", "((((((((", "))))",
    "\"", "\"\"", "\"\"\"", "-", "--", "-\"", "-\"\"", "- -", ":", "::", "a:", ":a", "author:",
    "author:\"", "tag:\"\"", "in:../../etc", "kind:", "is:", "before:", "before:0000",
    "before:9999-99-99", "after:9999", "after:9999-12-31", "before:1000-01-01", "after:2999-12",
    "before:１９９９", "undefined", "null", "NULL", "None", "true", "\\", "\\\\", "' OR 1=1 --",
    "1;DROP TABLE forum_post", "%", "%_%", "_", "<script>alert(1)</script>", "{{ 7*7 }}", "${7*7}",
    "%s%n%p", "../../../../etc/passwd", "\0", "a\0b", "\x01\x02\x7f", "\u200b", "\u202e abc",
    "\ufeff", "\ufffe", "\ud800", "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい", "찦차를 타고 온 펲시맨",
    "الكل في المجمو عة", "👩‍👩‍👧‍👦 🇺🇸", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "ﷺ", "İ", "ß", "ǅ",
    "a" * 5_000, "é" * 1_000, "\"a " * 500, "-a " * 500, "a b " * 500, "tag:a " * 100,
    "author:a " * 100, "e " * 100, "1 2 3 4 5 6 7 8 9 10 11 12", "½²³", "1/0", "1e309", "0x0",
    "-1", "2147483648", "9" * 400, "\r\n", "a\nb", "\t", "%00", "%u0000",
)  # fmt: skip
