"""Frames: however a link cuts them, the words come out as they went in."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.runtime.intake.protocol import (
    Answer,
    Body,
    Frames,
    Refusal,
    Signals,
    Written,
    decode_answer,
    decode_ask,
    frame,
)
from loopline.signals.quality import Fault
from tests.runtime.parts import NOON, event

asks = st.one_of(
    st.builds(Body, st.binary(max_size=300), st.integers(0, 2**53), st.none() | st.just("track")),
    st.builds(Signals, st.lists(st.builds(event, st.just("ann"), st.text(max_size=5), st.just(NOON)), max_size=3)),
)


@given(st.lists(asks, max_size=6), st.lists(st.integers(1, 50), min_size=1, max_size=20))
def test_words_survive_any_cutting(words: list[Body | Signals], cuts: list[int]) -> None:
    sent = b"".join(frame(word) for word in words)
    frames, found = Frames(), []
    place, turn = 0, 0
    while place < len(sent):
        piece = sent[place : place + cuts[turn % len(cuts)]]
        found += [decode_ask(packed) for packed in frames.take(piece)]
        place, turn = place + len(piece), turn + 1
    assert found == words


def test_answers_come_back_as_they_were() -> None:
    answers: list[Answer] = [
        Written(7, 2, 3, [Fault(1, "m", "code", "text")]),
        Refusal(413, "batch_too_large", "send less"),
    ]
    packed = Frames().take(b"".join(frame(answer) for answer in answers))
    assert [decode_answer(one) for one in packed] == answers
