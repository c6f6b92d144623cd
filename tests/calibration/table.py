"""`python -m tests.calibration.table`: how often the rules in use err, and how often they see, world by world.

Every verdict comes from the function that `report` calls, read at the end of each day. Prints a table in Markdown with
seeds; `--histories 1000` is the full size (some hours on two cores), `--only power` takes the worlds whose group begins
with this.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import product
from typing import Final

from msgspec import Struct

from loopline.learning.lift.power import units_needed
from tests.calibration.histories import CDNOW_BUYERS, Tally, World, tally

SEED: Final = 20_261_130


class Row(Struct, frozen=True):
    """A world of the table; `counted` are the parts of histories that are shown, `promise` says what they should be."""

    group: str
    name: str
    world: World
    counted: tuple[str, ...]
    promise: str
    power: bool = False


def rows() -> Iterator[Row]:
    """All of them."""
    yield from _without_effect()
    yield from _power()
    yield from _off_plan()
    yield from _values()


def _without_effect() -> Iterator[Row]:
    sizes = product((0.02, 0.05, 0.1, 0.5), (100, 500, 2_000, 20_000), (0.02, 0.1, 0.4))
    for share, held, rate in sizes:
        for planned in (False, True):
            world = World(held, share, rate, planned=planned)
            rule = "planned" if planned else "always on"
            name = f"{share:.0%} held, {held:,} of them, base {rate:.0%}"
            yield Row(f"no effect, {rule}", name, world, ("claims", "conversion", "ratio"), "claims <= 5 %")
    for share in (0.02, 0.1, 0.5):
        world = World(2_000, share, 0.1, days=90)
        yield Row("no effect, 90 days", f"{share:.0%} held, 2,000", world, ("claims", "conversion"), "claims <= 5 %")


def _power() -> Iterator[Row]:
    for rate, lift in ((0.02, 1.5), (0.1, 1.3), (0.4, 1.15), (0.6, 1.1)):
        for share in (0.1, 0.5):
            held = round(share * units_needed(rate, lift - 1, share))
            for planned in (False, True):
                world = World(held, share, rate, lift, planned=planned)
                name = f"base {rate:.0%}, {lift - 1:+.0%}, {share:.0%} held{', planned' if planned else ''}"
                yield Row("power", name, world, ("claims",), "one fixed test: 80 %", power=True)


def _off_plan() -> Iterator[Row]:
    for rate, real in product((0.05, 0.2, 0.5), (0.099, 0.0975, 0.095, 0.09)):
        world = World(2_800, 0.1, rate, real=real)
        yield Row(
            "off plan", f"base {rate:.0%}, {real:.2%} held for 10 %", world, ("claims", "guards"), "claims <= 5 %"
        )


def _values() -> Iterator[Row]:
    effects = ((1.0, 1.0), (1.0, 0.5), (1.0, 1.5), (0.5, 1.0), (2.0, 1.0), (1.0, 1.3))
    for money, share, held in product(("1.0", "1.5", "cdnow"), (0.05, 0.1, 0.5), (2_000, 10_000)):
        for (lift, spend), planned in product(effects, (False, True)):
            rate = CDNOW_BUYERS if money == "cdnow" else 0.02
            world = World(held, share, rate, lift, money, spend, planned=planned)
            what = f"{money}, {share:.0%} of {held:,} held, buyers x {lift}, spend x {spend}"
            group = f"value, {'planned' if planned else 'always on'}"
            yield Row(group, what, world, ("value", "value_ratio", "last_missed", "conversion"), "value <= 5 %")


def counted(histories: int, at: tuple[int, Row]) -> Tally:
    """One world; its seed is its place in the table."""
    number, row = at
    return tally(row.world, SEED + number, histories, power=row.power)


def main() -> None:
    """Print the table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=200)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    chosen = [(number, row) for number, row in enumerate(rows()) if row.group.startswith(asked.only)]
    print("| group | world | " + "parts of histories | promise | seed |\n|---|---|---|---|---|")
    with ProcessPoolExecutor(asked.jobs) as pool:
        for (number, row), found in zip(chosen, pool.map(partial(counted, asked.histories), chosen), strict=True):
            parts = ", ".join(f"{name} {found.part(name):.1%}" for name in row.counted)
            print(f"| {row.group} | {row.name} | {parts} | {row.promise} | {SEED + number} |", flush=True)


if __name__ == "__main__":
    main()
