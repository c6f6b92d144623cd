"""`python -m tests.calibration.table`: what is promised of the rules in use, and how often worlds break it.

Every verdict comes from the function that `report` calls, read at the end of each day. Worlds are played in turns, so
many histories each, until they have `--histories` or `--minutes` are over; with `--kept FILE` what was played stands in
that file, and the next run goes on from there. Prints one line a promise, with its state, and with `--worlds` each
world; a turn's seed is 20261130 + the world's number + 10,000 x the turn.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from time import monotonic
from typing import Final

from msgspec import Struct, json, structs

from loopline.learning.lift.power import units_needed
from tests.calibration.histories import CDNOW_BUYERS, Tally, World, tally
from tests.calibration.more_worlds import PACES, Play, armed, living_on, merging, reshared
from tests.calibration.promises import PROMISES, Promise, Seen, interval, state_of

SEED: Final = 20_261_130
A_TURN: Final = 25
TURN_SEEDS: Final = 10_000


class Row(Struct, frozen=True):
    """A world of the table; `counted` are the parts of histories that are shown, `promise` says what they should be.

    `play` plays it where it is of another kind than `world`.
    """

    group: str
    name: str
    world: World
    counted: tuple[str, ...]
    promise: str
    power: bool = False
    play: Play | None = None


class Turn(Struct, frozen=True):
    """What one turn of a world came to."""

    group: str
    name: str
    turn: int
    found: Tally


def rows() -> Iterator[Row]:
    """All of them; a world keeps its number, so new ones stand at the end."""
    yield from _without_effect()
    yield from _power()
    yield from _off_plan()
    yield from _values()
    yield from _more()


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
                rule = "planned" if planned else f"always on, {'high' if rate >= 0.4 else 'low'}"
                yield Row(f"power, {rule}", name, world, ("claims",), "one fixed test: 80 %", power=True)


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


def _more() -> Iterator[Row]:
    plain, most = World(1, 0.1, 0.1), "claims <= 5 %"
    for pace, share, by_units in product(PACES, (0.1, 0.5), (False, True)):
        name = f"{pace}, {share:.0%} held, by {'units' if by_units else 'date'}"
        yield Row("life after plan", name, plain, ("claims",), most, play=living_on(pace, share, by_units=by_units))
    for people, two in product((5_000, 20_000, 100_000), (0.1, 0.3)):
        name = f"{people:,} people, {two:.0%} with two ids"
        yield Row("merged units", name, plain, ("claims",), most, play=merging(people, two))
    for arms, a_look, rate in product((2, 4, 7), (2_000,), (0.05, 0.4)):
        name = f"{arms} arms, {a_look:,} people a look, base {rate:.0%}"
        yield Row("arms", name, plain, ("claims",), most, play=armed(arms, a_look, rate))
    for planned in (False, True):
        rule = "planned" if planned else "always on"
        yield Row("changed share", rule, plain, ("claims",), most, play=reshared(planned=planned))


def play_turn(at: tuple[int, int]) -> Turn:
    """One turn of the world of this number."""
    number, turn = at
    row, seed = list(rows())[number], SEED + number + TURN_SEEDS * turn
    found = row.play(seed, A_TURN) if row.play else tally(row.world, seed, A_TURN, power=row.power)
    return Turn(row.group, row.name, turn, found)


def kept_turns(path: Path | None) -> list[Turn]:
    """What earlier runs played; a line that was cut off is played again."""
    found = []
    for line in path.read_bytes().splitlines() if path is not None and path.exists() else ():
        try:
            found.append(json.decode(line, type=Turn))
        except ValueError:
            continue
    return found


def play(asked: Namespace, known: list[Turn]) -> list[Turn]:
    """Turn by turn all worlds, those that are wanted and not known yet, until the time is over."""
    has = {(one.group, one.name, one.turn) for one in known}
    every = [(number, row) for number, row in enumerate(rows()) if row.group.startswith(asked.only)]
    wanted = [
        (number, turn)
        for turn in range(-(-asked.histories // A_TURN))
        for number, row in every
        if (row.group, row.name, turn) not in has
    ]
    ends, found = monotonic() + 60 * asked.minutes, list(known)
    with ProcessPoolExecutor(asked.jobs) as pool:
        for begin in range(0, len(wanted), asked.jobs):
            if monotonic() > ends:
                break
            for turn in pool.map(play_turn, wanted[begin : begin + asked.jobs]):
                found.append(turn)
                if asked.kept is not None:
                    with asked.kept.open("ab") as file:
                        file.write(json.encode(turn) + b"\n")
    return found


def together(turns: list[Turn]) -> dict[tuple[str, str], Tally]:
    """The turns of each world, added up."""
    found: dict[tuple[str, str], Tally] = {}
    for one in turns:
        sums = found.setdefault((one.group, one.name), Tally())
        for name, count in structs.asdict(one.found).items():
            setattr(sums, name, getattr(sums, name) + count)
    return found


def promise_line(promise: Promise, found: dict[tuple[str, str], Tally]) -> str:
    """One promise: its state, the rate of all its worlds with its interval, the world that is worst, and how many."""
    own = [row for row in rows() if promise.concerns(row.group, row.name)]
    parts = []
    states = []
    for what in promise.counted:
        seen = [
            Seen(f"{row.group}, {row.name}", getattr(one, what), one.histories)
            for row in own
            if (one := found.get((row.group, row.name))) is not None
        ]
        states.append(state_of(promise, seen, missing=len(own) - len(seen)))
        count, histories = sum(one.count for one in seen), sum(one.histories for one in seen)
        low, high = interval(count, histories)
        rate = count / max(1, histories)
        worst = _worst(promise, seen)
        parts.append(f"{what} {count:,} of {histories:,}: {rate:.1%} ({low:.1%} to {high:.1%}){worst}")
    state = next((one for one in ("not kept", "not enough worlds") if one in states), "kept")
    played = sum((row.group, row.name) in found for row in own)
    return f"| {promise.name} | **{state}** | {'; '.join(parts)} | {played} of {len(own)} |"


def _worst(promise: Promise, seen: list[Seen]) -> str:
    if not seen:
        return ""
    sign = -1 if promise.least else 1
    one = max(seen, key=lambda one: sign * one.count / max(1, one.histories))
    low, high = one.interval
    return f"; worst {one.count} of {one.histories} ({low:.1%} to {high:.1%}): {one.world}"


def main() -> None:
    """Play on, and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=200, help="of each world")
    parser.add_argument("--minutes", type=float, default=600.0, help="stop after so long, with as many of each world")
    parser.add_argument("--kept", type=Path, default=None, help="the file that holds what was played")
    parser.add_argument("--only", default="", help="the worlds whose group begins so")
    parser.add_argument("--worlds", action="store_true", help="print each world, too")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    found = together(play(asked, kept_turns(asked.kept)))
    if asked.worlds:
        print("| group | world | parts of histories | promise | seed |\n|---|---|---|---|---|")
        for number, row in enumerate(rows()):
            one = found.get((row.group, row.name))
            if one is not None:
                parts = ", ".join(f"{name} {one.part(name):.1%}" for name in row.counted)
                print(f"| {row.group} | {row.name} | {parts} of {one.histories} | {row.promise} | {SEED + number} |")
        print()
    print("| promise | state | in how many histories, with 95 % | worlds |\n|---|---|---|---|")
    for promise in PROMISES:
        if any(promise.concerns(row.group, row.name) and row.group.startswith(asked.only) for row in rows()):
            print(promise_line(promise, found), flush=True)


if __name__ == "__main__":
    main()
