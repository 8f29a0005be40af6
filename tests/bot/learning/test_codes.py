"""What the buttons of a review carry fits into one, means one thing, and is no other button."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import MAX_BYTES, decode
from bot.learning.codes import Act, Verb, decode_act, encode_act

NUMBERS = st.integers(0, 10**12 - 1)


@given(st.sampled_from(Verb), NUMBERS, NUMBERS)
def test_it_comes_back_as_it_was(verb: Verb, id_: int, number: int) -> None:
    act = Act(verb, id_, number)
    data = encode_act(act)
    assert decode_act(data) == act
    assert len(data.encode()) <= MAX_BYTES
    assert decode(data) is None


@pytest.mark.parametrize("data", ["", "v", "vs", "vs1", "vx1-2", "vs1-2 ", "vs-1-2", "p2", "vs1-2-3", "vs٣-1"])
def test_garbage_is_nothing(data: str) -> None:
    assert decode_act(data) is None
