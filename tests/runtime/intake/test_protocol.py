"""Frames: however a link cuts them, requests and answers come out as they went in."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from loopline.model.signal import Trust
from loopline.runtime.intake.protocol import (
    AcceptRequest,
    Frames,
    IntakeAnswer,
    IntakeRefusal,
    IntakeRequest,
    TakeRequest,
    Written,
    decode_answer,
    decode_request,
    frame,
)
from loopline.signals.quality import MessageError
from tests.runtime.parts import NOON, event

requests = st.one_of(
    st.builds(
        TakeRequest,
        st.text(max_size=9),
        st.binary(max_size=300),
        st.integers(0, 2**53),
        st.text(max_size=9),
        st.sampled_from(get_args(Trust)),
    ),
    st.builds(
        AcceptRequest, st.lists(st.builds(event, st.just("ann"), st.text(max_size=5), st.just(NOON)), max_size=3)
    ),
)


@given(st.lists(requests, max_size=6), st.lists(st.integers(1, 50), min_size=1, max_size=20))
def test_sent_requests_survive_any_cutting(sent_requests: list[IntakeRequest], cuts: list[int]) -> None:
    sent = b"".join(frame(request) for request in sent_requests)
    frames, found = Frames(), []
    place, turn = 0, 0
    while place < len(sent):
        piece = sent[place : place + cuts[turn % len(cuts)]]
        found += [decode_request(packed) for packed in frames.take(piece)]
        place, turn = place + len(piece), turn + 1
    assert found == sent_requests


def test_answers_come_back_as_they_were() -> None:
    answers: list[IntakeAnswer] = [
        Written(7, 2, 3, [MessageError(1, "m", "code", "text")]),
        IntakeRefusal(413, "batch_too_large", "send less"),
    ]
    packed = Frames().take(b"".join(frame(answer) for answer in answers))
    assert [decode_answer(one) for one in packed] == answers
