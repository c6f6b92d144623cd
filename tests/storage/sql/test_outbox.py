"""The outbox pages through everything once, however many messages are due at the same moment."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.effect import MarkMessage
from loopline.ports import State
from loopline.storage.memory import MemoryState
from loopline.storage.sql.state import SqlState
from tests.contracts.made import message, transaction

ODD = 'm"2\\ é\U0001f600'
NUMBERS = st.sampled_from(["1", "1.0", "null", "true", "[]", '{"a": 1}'])
STATUSES = ["pending", "sending", "sent", "failed", "refused", "unknown", "held"]


def test_pages_of_one_moment_do_not_overlap(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db")
    state.commit(transaction(state.take_ownership(), outbox=[message(f"m{number:03}", 10) for number in range(95)]))
    seen: list[str] = []
    while page := state.outbox(["pending", "unknown"], 10, 10, after=seen[-1] if seen else ""):
        seen += [row.message.key for row in page]
    assert seen == [f"m{number:03}" for number in range(95)]
    state.close()


marks = st.lists(
    st.builds(
        MarkMessage,
        key=st.sampled_from(["m1", ODD, "m3", "m9"]),
        status=st.sampled_from(STATUSES),
        attempt=st.integers(0, 3),
        due_at=st.none() | st.integers(0, 20) | st.just(4_102_444_800_000),
        reason=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9) | NUMBERS,
    ),
    max_size=6,
)


@given(transactions=st.lists(marks, max_size=4))
def test_any_marks_lead_where_they_lead_in_memory(
    tmp_path_factory: pytest.TempPathFactory, transactions: list[list[MarkMessage]]
) -> None:
    sql, memory = SqlState(tmp_path_factory.mktemp("outbox") / "state.db"), MemoryState()
    states: list[tuple[State, int]] = [(sql, sql.take_ownership()), (memory, memory.take_ownership())]
    for state, epoch in states:
        state.commit(transaction(epoch, outbox=[message("m1", 5), message(ODD, 5), message("m3", 9)]))
        for given_marks in transactions:
            state.commit(transaction(epoch, marks=given_marks))
    keys = ["m1", ODD, "m3", "m9"]
    assert sql.messages(keys) == memory.messages(keys)
    for statuses in (["pending"], ["pending", "unknown", "held"], ["sent", "pending"]):
        assert sql.outbox(statuses, 9, 2) == memory.outbox(statuses, 9, 2)
    sql.close()
