"""`loopline bench`: speed through the public API, and what cost does as things grow."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.bench.figures import QUICK, Bench, Sizes, Spread, spread
from loopline.bench.growth.figure import Rounds, over_rounds
from loopline.bench.growth.ground import Ground
from loopline.bench.growth.measures import check_elsewhere, chosen, measure
from loopline.bench.shards import EVENTS as SHARD_EVENTS
from loopline.bench.shards import ShardBench
from loopline.bench.sinks import running_sinks
from loopline.bench.steps import time_steps

STEP_SIGNALS = 1_000
out = Console(stderr=True, highlight=False)


def bench(*, rounds: int, quick: bool) -> int:
    """Measure every figure `rounds` times; the table goes to standard error, one JSON object to standard output."""
    sizes = QUICK if quick else Sizes()
    with TemporaryDirectory(prefix="loopline-bench-") as name, running_sinks() as sinks:
        measured = Bench(Path(name), sinks, sizes, _say)
        figures = spread([measured.round(number + 1) for number in range(rounds)])
    out.print(_table(figures, rounds))
    _write(figures)
    return 0


def growth(*, rounds: int, scale: float, only: Sequence[str], store: str) -> int:
    """Measure growth `rounds` times, at this part of the full sizes; said as `bench` says it."""
    names = chosen(only)
    if store:
        check_elsewhere(names)
    with TemporaryDirectory(prefix="loopline-bench-") as name, running_sinks() as sinks:
        ground = Ground(Path(name), sinks, scale, _say, store)
        figures = over_rounds([measure(ground, names) for _ in range(rounds)])
    _say(f"How cost grows on this machine, {rounds} rounds, scale {scale:g}:")
    for line in _lines(figures):
        _say(line)
    _write(figures)
    return 0


def bench_steps(url: str) -> int:
    """Steps on a file and on a database with nothing in it; one JSON object."""
    with TemporaryDirectory(prefix="loopline-bench-") as name:
        found = time_steps(url, Path(name), STEP_SIGNALS)
    sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
    return 0


def bench_shards(*, rounds: int, shards: int, quick: bool) -> int:
    """One shard and several, in turn: through HTTP, and the loops alone; one JSON object."""
    events = SHARD_EVENTS // 20 if quick else SHARD_EVENTS
    with TemporaryDirectory(prefix="loopline-bench-") as name, running_sinks() as sinks:
        found = ShardBench(Path(name), sinks, _say, events).measure(shards, rounds)
    _say(f"{shards} shards to one: {found.http_ratio} x the rate through HTTP, {found.loop_ratio} x by the loops alone")
    _write(found)
    return 0


def _say(text: str) -> None:
    out.print(text, soft_wrap=True)


def _write(figures: object) -> None:
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


def _table(figures: dict[str, Spread], rounds: int) -> Table:
    table = Table(title=f"Loopline on this machine, {rounds} rounds")
    table.add_column("figure")
    for column in ("min", "median", "max"):
        table.add_column(column, justify="right")
    for name, one in figures.items():
        table.add_row(name, *(f"{value:,}" for value in (one.min, one.median, one.max)))
    return table


def _lines(figures: dict[str, Rounds]) -> Iterator[str]:
    """A line a figure: names are long, and so is what each was measured over."""
    for name, one in figures.items():
        spread_out = f" ({one.min:,} to {one.max:,})" if one.min != one.max else ""
        yield f"{name:<36}{one.median:>12,}{spread_out} {one.unit:<6} {one.over}"
