"""The year that a sentence's figures are for, where a text names it once for what follows: 到2025年，…; …达到70%."""

import re
from collections.abc import Sequence

#: a year that something is to be reached in, near the beginning of a sentence
_TARGET = re.compile(
    r"(?:到|至|截至|截止|力争|力争到|在|于|其中)?\s*(?P<year>20\d\d)\s*年(?:度)?(?:底|末|年底|年末)?(?:前|之前|以前)?[,，:：、]?"
    r"(?!以来|以后|起|后|至今|\s*[-—至到]|\d{1,2}月\d{1,2}日)"
)
#: years that something is measured against or that name a document
_NO_TARGET = re.compile(r"(?:较|比|同比|与|自|从|始于)\s*20\d\d\s*年|《[^》]*》|[〔\[(（]20\d\d[^)）\]〕]*[)）\]〕]")
#: a target year stands within so many characters from the beginning of its sentence
_NEAR = 14


def target_years(text: str, sentences: Sequence[tuple[int, int]]) -> list[int | None]:
    """For each sentence (start and end in the text) the year that it is for; None as long as no year was named.

    >>> text = "到2020年，达到70%。覆盖一半。到2025年，达到75%。"
    >>> target_years(text, [(0, 13), (13, 18), (18, 30)])
    [2020, 2020, 2025]
    """
    years: list[int | None] = []
    current: int | None = None
    for start, end in sentences:
        plain = _NO_TARGET.sub("", text[start:end]).lstrip()
        match = _TARGET.search(plain[: _NEAR + 8])
        if match and match.start() <= _NEAR:
            current = int(match["year"])
        years.append(current)
    return years
