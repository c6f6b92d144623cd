"""How far they came."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from loopline.learning.funnel import NodeCount, Passage, journey_funnel, step_funnel

NODES = ("start", "push", "mail")


def test_each_enrollment_stands_goes_on_or_ends() -> None:
    passages = [
        Passage("1", ("start", "push", "mail"), open=False),
        Passage("2", ("start", "push"), open=True),
        Passage("3", ("start", "push"), open=False),
        Passage("4", ("start",), open=False),
        Passage("5", (), open=True),
    ]
    assert journey_funnel(NODES, passages) == (
        NodeCount("start", 4, 3, 0, 1),
        NodeCount("push", 3, 1, 1, 1),
        NodeCount("mail", 1, 0, 0, 1),
    )
    assert journey_funnel(NODES, passages)[1].drop_off == 0.5
    assert journey_funnel(NODES, [])[0].drop_off == 0.0


@given(st.lists(st.tuples(st.lists(st.sampled_from(NODES)), st.booleans())))
def test_nobody_is_lost_at_a_node(ways: list[tuple[list[str], bool]]) -> None:
    passages = [Passage(str(i), tuple(nodes), still) for i, (nodes, still) in enumerate(ways)]
    for count in journey_funnel(NODES, passages):
        assert count.reached == sum(count.node in passage.nodes for passage in passages)
        assert count.reached == count.went_on + count.waiting + count.ended


def test_steps_count_in_order_within_the_window_from_any_start() -> None:
    histories = {
        "all": [(0, "see"), (5, "try"), (9, "buy")],
        "wrong order": [(0, "buy"), (5, "try"), (9, "see")],
        "too slow": [(0, "see"), (5, "try"), (10, "buy")],
        "second start": [(0, "see"), (8, "see"), (12, "try"), (17, "buy")],
        "never": [(3, "buy")],
    }
    assert step_funnel(("see", "try", "buy"), histories, within_ms=10) == (4, 3, 2)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from("ab")), max_size=9, unique_by=lambda e: e[0]),
    st.sampled_from([("a", "b", "a"), ("a", "a", "b")]),
)
def test_the_funnel_is_what_trying_every_chain_gives(
    history: list[tuple[int, str]], steps: tuple[str, str, str]
) -> None:
    depth = 0
    for size in (1, 2, 3):
        for chain in combinations(sorted(history), size):
            if tuple(event for _, event in chain) == steps[:size] and chain[-1][0] - chain[0][0] < 10:
                depth = size
    assert step_funnel(steps, {"one": history}, within_ms=10) == tuple(int(k <= depth) for k in (1, 2, 3))
