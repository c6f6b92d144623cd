"""What the tests of growth share: the smallest sizes there are, and what holds of every figure."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path

from loopline.bench.growth.figure import Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.sinks import running_sinks

SMALLEST = 0.001


@contextmanager
def small_ground(folder: Path) -> Iterator[Ground]:
    """Ground with sinks of its own."""
    with running_sinks() as sinks:
        yield Ground(folder, sinks, SMALLEST, lambda text: None)


def checked(figures: Iterable[Figure]) -> dict[str, Figure]:
    """The figures by name: each stands once, is a number, and says what it was measured over."""
    found: dict[str, Figure] = {}
    for one in figures:
        assert one.name not in found
        assert isfinite(one.value) and one.value >= 0, one
        assert len(one.over) > 5, one
        found[one.name] = one
    return found
