"""English number words to digits where a question numbers something: "task twenty-six" → "task 26"."""

import re

_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12}


def _cardinals() -> dict[str, int]:
    values = {word: number for number, word in enumerate([*_ONES, *_TEENS])}
    for tens, word in enumerate(_TENS, 2):
        values[word] = tens * 10
        values |= {f"{word} {one}": tens * 10 + number for number, one in enumerate(_ONES) if number}
    values |= {"hundred": 100, "one hundred": 100, "a hundred": 100}
    return values


CARDINALS = _cardinals()


def _ordinals() -> dict[str, int]:
    values = dict(_ORDINALS)
    for word, number in CARDINALS.items():
        head, _, last = word.rpartition(" ")
        known = {value: key for key, value in _ORDINALS.items()}
        if number % 10 in known and head:
            values[f"{head} {known[number % 10]}"] = number
        elif number not in _ORDINALS.values():
            stem = last.removesuffix("y") + "ie" if last.endswith("y") else last
            values[f"{head} {stem}th".strip()] = number
    return values


ORDINALS = _ordinals()


def _words(values: dict[str, int]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", "[- ]") for word in sorted(values, key=len, reverse=True))


_AFTER = re.compile(
    rf"\b(?P<head>tasks?|items?|numbers?|no\.?|entry|row|chapter|section|part|year)\s+(?P<word>{_words(CARDINALS)})\b(?!\s+(?:or|hundred|thousand)\b)"
)
_BEFORE = re.compile(rf"\b(?P<word>{_words(ORDINALS)})\b(?=\s+(?:task|item|entry|row|chapter|section|part)\b)")
#: "the seventh environmental plan"; a five-year plan has a name of its own
_COUNTED = re.compile(
    rf"\b(?P<word>{_words(ORDINALS)})\b(?=\s+(?:(?!five\b)[a-z-]+\s+){{0,3}}?"
    r"(?:rounds?|plans?|programmes?|programs?|editions?|contests?|competitions?)\b)"
)


def digits_for_words(text: str) -> str:
    """The text with the numbers of tasks, chapters, rounds of plans and the like written as digits.

    >>> digits_for_words("who owns task twenty-six"), digits_for_words("the thirty-fifth task")
    ('who owns task 26', 'the 35th task')
    >>> digits_for_words("the seventh environmental plan"), digits_for_words("the thirteenth five-year plan")
    ('the 7th environmental plan', 'the thirteenth five-year plan')
    >>> digits_for_words("the second one of two")
    'the second one of two'
    """

    def number(match: re.Match[str], values: dict[str, int]) -> int:
        return values[match["word"].replace("-", " ")]

    text = _AFTER.sub(lambda match: f"{match['head']} {number(match, CARDINALS)}", text)
    text = _BEFORE.sub(lambda match: f"{number(match, ORDINALS)}th", text)
    return _COUNTED.sub(lambda match: f"{number(match, ORDINALS)}th", text)
