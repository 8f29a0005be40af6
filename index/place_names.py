"""What tells a place or body from others of its kind: the name before it (长风生态商务区, 长寿商业商务区)."""

from collections.abc import Mapping, Sequence

from index.types import Concept

#: what words for places and bodies end with
_ENDINGS = (*"区园城镇街路桥院校馆站港湾河", "广场", "中心", "绿地", "街道")


def names_of_places(concepts: Sequence[Concept], wording: str) -> Mapping[str, Concept]:
    """The first word of each run of words that ends with a place, by the place: 长风生态商务区 → {商务区: 长风}.

    Args:
        concepts: of a question, in its order.
        wording: the folded words that they were found in.
    """
    found: dict[str, Concept] = {}
    for at, name in enumerate(concepts):
        if name.is_light:
            continue
        run = name.surface
        for place in concepts[at + 1 :]:
            run += place.surface
            if run not in wording:
                break
            if place.surface.endswith(_ENDINGS):
                found.setdefault(place.surface, name)
    return found


def bears_name(text: str, name: Concept, place: str) -> bool:
    """Whether folded text has a name; of one that the corpus does not know a character before the place is enough, as
    it may be a slip (长守商业商务区)."""
    if name.is_known:
        return any(each.term in text for each in name.alternatives)
    at = text.find(place)
    return at > 0 and bool(set(name.surface) & set(text[max(0, at - len(name.surface)) : at]))
