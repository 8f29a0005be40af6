"""Where lines of a document stand in its original: page, table and row, sheet and cell."""

import json
from dataclasses import replace

from corpus.model import Place
from index.store import Index


def find_place(index: Index, document_id: int, first: int, last: int) -> Place | None:
    """The place of these lines: where the first begins, and the page on which the last ends if that is another.

    None for a document that was text, whose lines have no other places.
    """
    sql = "SELECT place FROM lines WHERE document_id = ? AND number IN (?, ?) AND place IS NOT NULL ORDER BY number"
    places = [Place(**json.loads(place)) for (place,) in index.rows(sql, (document_id, first, last))]
    if not places:
        return None
    begin, end = places[0], places[-1]
    last_page = end.last_page or end.page
    return replace(begin, last_page=last_page) if last_page != begin.page else begin
