"""Funnels: how far enrollments came in a journey, node by node, and how far people came along ordered steps."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct


class Passage(Struct, frozen=True):
    """One enrollment's way: the nodes that it stood on, in order, and whether it still stands on the last one."""

    enrollment: str
    nodes: tuple[str, ...]
    open: bool


class NodeCount(Struct, frozen=True):
    """Enrollments at one node: `reached` it, `went_on` from it, are `waiting` on it, or `ended` there.
    reached = went_on + waiting + ended."""

    node: str
    reached: int
    went_on: int
    waiting: int
    ended: int

    @property
    def drop_off(self) -> float:
        """Of those that have left the node or ended there, the part that ended; 0 when nobody has."""
        decided = self.went_on + self.ended
        return self.ended / decided if decided else 0.0


def journey_funnel(nodes: Sequence[str], passages: Iterable[Passage]) -> tuple[NodeCount, ...]:
    """The counts of each node in the order given. An enrollment counts once a node, however often it came by; one
    that stands on a node again, after going on from it, is waiting (or ended) there."""
    went_on: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for passage in passages:
        if not passage.nodes:
            continue
        last = passage.nodes[-1]
        went_on.update(set(passage.nodes) - {last})
        (waiting if passage.open else ended)[last] += 1
    return tuple(
        NodeCount(node, went_on[node] + waiting[node] + ended[node], went_on[node], waiting[node], ended[node])
        for node in nodes
    )


def step_funnel(
    steps: Sequence[str], histories: Mapping[str, Sequence[tuple[int, str]]], within_ms: int
) -> tuple[int, ...]:
    """How many people did the first k steps in this order, all within `within_ms` of the first, for each k. A
    history is (at, event) pairs in any order; what lies between the steps does not matter, and every start is
    tried."""
    depths = Counter(_depth(steps, sorted(history), within_ms) for history in histories.values())
    return tuple(sum(count for depth, count in depths.items() if depth >= k) for k in range(1, len(steps) + 1))


def _depth(steps: Sequence[str], history: Sequence[tuple[int, str]], within_ms: int) -> int:
    """The most steps that one person completed. starts[k] is the latest start of a chain of k + 1 steps up to now:
    the latest is the best one, as it leaves the most time."""
    starts: list[int | None] = [None] * len(steps)
    deepest = 0
    for at, event in history:
        for k in reversed(range(len(steps))):  # backwards, so that one event is never two steps
            if event != steps[k]:
                continue
            start = at if k == 0 else starts[k - 1]
            if start is not None and at - start < within_ms:
                starts[k] = start
                deepest = max(deepest, k + 1)
    return deepest
