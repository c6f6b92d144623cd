"""Chains of tombstones: each points at the id that its person went over to, and the last one is nobody's tombstone."""

from collections.abc import Callable


def end_of_chain(key: str, points_at: Callable[[str], str]) -> tuple[str, tuple[str, ...]]:
    """The id at the end of a chain, however long it is, and the tombstones passed on the way to it.

    Versions before this one could merge people round in a circle. The first of its ids in the order of letters is the
    end of such a circle, from wherever one comes, and stands among those that were passed.
    """
    passed: dict[str, None] = {}
    while following := points_at(key):
        if key in passed:
            way = tuple(passed)
            return min(way[way.index(key) :]), way
        passed[key] = None
        key = following
    return key, tuple(passed)
