"""Posted scores read: whatever comes is a score, a refusal of one, or a refusal of all; nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.errors import Invalid, TooLarge
from loopline.model.signals.scores import REASONS_MAX, SCORE_MAX, ScoreStated
from loopline.signals.scores.posted import SCORES_MAX, read_scores

NOW = 1_795_000_000_000
anything = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(["userId", "model", "value", "id", "version", "computedAt", "until", "reasons"])


@given(scores=st.lists(st.dictionaries(fields, anything), max_size=5))
def test_whatever_is_sent_is_read_or_refused_one_by_one(scores: list[dict[str, object]]) -> None:
    read = read_scores(json.dumps({"scores": scores}).encode(), NOW)
    assert len(read.signals) + len(read.errors) == len(scores)
    for one in read.signals:
        assert isinstance(one, ScoreStated) and abs(one.value) <= SCORE_MAX and one.at <= NOW
        assert len(one.reasons) <= REASONS_MAX


def test_a_score_is_read_with_its_times_and_a_repeat_has_the_same_id() -> None:
    one = {
        "userId": 7,
        "model": "ltv",
        "value": 3,
        "until": "2027-01-01T00:00:00Z",
        "computedAt": "2026-01-01T00:00:00Z",
    }
    bodies = [json.dumps({"scores": [one | more]}).encode() for more in ({}, {}, {"value": 4}, {"id": "own"})]
    first, again, other, own = (read_scores(body, NOW).signals[0] for body in bodies)
    assert isinstance(first, ScoreStated) and (first.key, first.value) == ("7", 3.0)
    assert (first.at, first.until) == (1_767_225_600_000, 1_798_761_600_000)
    assert first.id == again.id != other.id and own.id == "own"


@pytest.mark.parametrize(
    ("body", "error"),
    [(b"[]", Invalid), (b"{}", Invalid), (b'{"scores": 1}', Invalid), (b" " * 1_048_577, TooLarge)],
)
def test_a_request_that_is_none_is_refused_whole(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_scores(body, NOW)


def test_too_many_scores_are_refused_whole() -> None:
    with pytest.raises(TooLarge):
        read_scores(json.dumps({"scores": [{}] * (SCORES_MAX + 1)}).encode(), NOW)
