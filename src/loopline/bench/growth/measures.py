"""Every measurement of growth by name, in the order in which they are taken."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal, get_args

from loopline.bench.growth.batches import small_batches
from loopline.bench.growth.crowd import empty_memory, many_people, restart
from loopline.bench.growth.figure import Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.growth.imports import many_rows
from loopline.bench.growth.messages import messages
from loopline.bench.growth.past import hot_person, record_size, seen_ids
from loopline.bench.growth.reports import reports
from loopline.bench.growth.sweeps import sweeper_pages
from loopline.bench.growth.timers import timers_together
from loopline.bench.growth.triggers import ways_in
from loopline.bench.growth.turns import account_changes, publishing
from loopline.model.errors import Invalid

MeasureName = Literal[
    "memory",
    "batches",
    "seen",
    "hot_person",
    "record",
    "account",
    "publish",
    "timers",
    "triggers",
    "people",
    "restart",
    "sweep",
    "reports",
    "messages",
    "import",
]
MEASURES: Final[Mapping[MeasureName, Callable[[Ground], Iterator[Figure]]]] = {
    "memory": empty_memory,
    "batches": small_batches,
    "seen": seen_ids,
    "hot_person": hot_person,
    "record": record_size,
    "account": account_changes,
    "publish": publishing,
    "timers": timers_together,
    "triggers": ways_in,
    "people": many_people,
    "restart": restart,
    "sweep": sweeper_pages,
    "reports": reports,
    "messages": messages,
    "import": many_rows,
}
NAMES: Final = get_args(MeasureName)
ELSEWHERE: Final[Sequence[MeasureName]] = ("batches", "seen")
"""What is measured on a PostgreSQL database too."""


def chosen(names: Sequence[str]) -> list[MeasureName]:
    """The measurements named, or all of them; in their order. Raises Invalid `measure_unknown`."""
    if unknown := [name for name in names if name not in MEASURES]:
        raise Invalid("measure_unknown", f'There is no measurement "{unknown[0][:40]}": choose of {", ".join(NAMES)}.')
    return [name for name in MEASURES if not names or name in names]


def check_elsewhere(names: Sequence[MeasureName]) -> None:
    """Raises Invalid `measure_on_files` for what is not measured on a PostgreSQL database."""
    if others := [name for name in names if name not in ELSEWHERE]:
        text = f'"{others[0]}" is measured on files alone: add --only {" --only ".join(ELSEWHERE)}.'
        raise Invalid("measure_on_files", text)


def measure(ground: Ground, names: Sequence[MeasureName]) -> list[Figure]:
    """The figures of these measurements, once."""
    found: list[Figure] = []
    for name in names:
        ground.say(f"{name}:")
        found += MEASURES[name](ground)
    return found
