"""What happens to many at once: a changed trait of a large account, many journeys published. The turns are timed."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from loopline.bench.documents import mail_journey, other_journey
from loopline.bench.growth.figure import MS, US, Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.growth.loop_alone import LoopAlone, Work, loop_alone, person_id
from loopline.bench.loads import AT_ONCE
from loopline.bench.workload import batch_bodies

MEMBERS: Final = 5_000
CHANGES: Final = 20
JOINING: Final = 500
WIDE: Final = 300
WIDE_CHARACTERS: Final = 50
ACCOUNT: Final = "acme"
JOURNEYS: Final = 5_000


def account_changes(ground: Ground) -> Iterator[Figure]:
    """Changes of one trait of a large account, all in the log before the first is decided."""
    members = ground.early(MEMBERS, 50)
    with ground.folder() as folder, loop_alone(folder) as alone:
        joined = join_account(alone, members)
        changed = change_account(alone, members)
    with ground.folder() as folder:
        with loop_alone(folder) as alone:
            join_account(alone, members, wide=True)
        with loop_alone(folder) as alone:  # nobody is in memory
            wide = change_account(alone, members)
    joining = ground.early(JOINING, 20)
    with ground.folder() as folder, loop_alone(folder) as alone:
        growing = join_account(alone, joining, each_changes=True)
    over = f"one account, {members:,} members"
    yield Figure("account_join_cpu_us_per_member", "us", joined.cpu_seconds * US / members, over)
    yield from _figures("account_change", changed, f"{CHANGES} changes of one trait of {over}")
    yield from _figures("account_wide_change", wide, f"the same with {WIDE} traits more, after a restart")
    yield from _figures("account_growth", growing, f"{joining:,} people join one account, each with a trait changed")
    ground.say(f"  {CHANGES} changes of one trait, {members:,} members: {_told(changed)}")
    ground.say(f"  the same with {WIDE} traits more: {_told(wide)}")
    ground.say(f"  {joining:,} join, each with a trait changed: {_told(growing)}")


def join_account(alone: LoopAlone, members: int, *, each_changes: bool = False, wide: bool = False) -> Work:
    """So many people join one account, and say the same of it; or each that it has one seat more.

    `wide`: the first of them says much more of it.
    """
    joins = (_joined(number, number, number if each_changes else 0) for number in range(members))
    if wide:
        more = {f"trait_{number:03}": "x" * WIDE_CHARACTERS for number in range(WIDE)}
        first = next(joins)
        alone.take(batch_bodies(iter([first | {"traits": first["traits"] | more}]), AT_ONCE))
    alone.take(batch_bodies(joins, AT_ONCE))
    return alone.decide()


def change_account(alone: LoopAlone, members: int) -> Work:
    """One of these members says something new of the account, again and again."""
    alone.take(batch_bodies((_joined(0, members + change, change) for change in range(1, CHANGES + 1)), AT_ONCE))
    return alone.decide()


def _joined(person: int, number: int, seats: int) -> dict[str, Any]:
    return {
        "type": "group",
        "userId": person_id(person),
        "groupId": ACCOUNT,
        "traits": {"name": "Acme", "plan": "pro", "seats_used": seats},
        "messageId": f"bench-group-{number}",
    }


def publishing(ground: Ground) -> Iterator[Figure]:
    """Journeys on events of their own, all in the log before the first is decided; then a start with all of them."""
    journeys = ground.early(JOURNEYS, 50)
    with ground.folder() as folder:
        with loop_alone(folder) as alone:
            alone.publish([mail_journey()])
            alone.decide()
            alone.publish(map(other_journey, range(journeys)))
            work = alone.decide()
        boots = [_boot(folder) for _ in range(3)]
    over = f"{journeys:,} journeys on events of their own, published beside one that is live"
    yield from _figures("publish", work, over)
    yield Figure("boot_cpu_s", "s", min(boots), f"a folder with {journeys + 1:,} journeys, opened; best of three")
    ground.say(f"  {journeys:,} journeys published: {_told(work)}; booted in {min(boots):.2f} s CPU")


def _boot(folder: Path) -> float:
    began = time.thread_time()
    alone = LoopAlone(folder)
    seconds = time.thread_time() - began
    alone.close()
    return seconds


def _figures(name: str, work: Work, over: str) -> Iterator[Figure]:
    yield Figure(f"{name}_cpu_s", "s", work.cpu_seconds, over)
    yield Figure(f"{name}_wall_s", "s", work.wall_seconds, over)
    yield Figure(f"{name}_longest_turn_ms", "ms", work.longest_seconds * MS, over)
    yield Figure(f"{name}_longest_turn_cpu_ms", "ms", work.longest_cpu_seconds * MS, over)


def _told(work: Work) -> str:
    return (
        f"{work.cpu_seconds:.2f} s CPU, {work.wall_seconds:.2f} s, {work.turns:,} turns, the longest "
        f"{work.longest_seconds * MS:,.0f} ms ({work.longest_cpu_seconds * MS:,.0f} ms CPU)"
    )
