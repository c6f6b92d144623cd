"""Ways in of every kind, asked of many people: at a publish, after a change, and when a time of theirs comes."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from msgspec import Struct

from loopline.bench.growth.figure import MS, Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.growth.loop_alone import person_id
from loopline.bench.growth.timers import iso_moment
from loopline.bench.loads import AT_ONCE, percentile
from loopline.bench.post import Connection, Stream
from loopline.bench.server import Server, running_server
from loopline.bench.workload import batch_bodies, identify_bodies, named, track_bodies
from loopline.model.duration import DAY
from loopline.model.errors import Unavailable

PEOPLE: Final = 100_000
EVENTS_PER_S: Final = 500
EVENTS_AT_ONCE: Final = 20
CHANGES: Final = 200
CHANGES_PER_S: Final = 20
LAPSING: Final = 10_000
LAPSING_SECONDS: Final = 60.0
LEAD_SECONDS: Final = 3.0
PATIENCE_SECONDS: Final = 120.0
LOOK_SECONDS: Final = 0.025
COUNT_SECONDS: Final = 0.02
ENTERED: Final = 'loopline_facts_total{kind="entered"}'
SEGMENTS: Final = {"big": "storage_used_pct >= 90", "pros": 'plan == "pro" and seats_used > 3'}
WAYS: Final = (
    "{segment: big}",
    "{segment: big, leaves: true}",
    "{segment: pros}",
    "{when: seats_used >= seats_limit}",
    "{when: 'storage_used_pct > 95 and plan == \"free\"'}",
    "{when: 'score > 0.99'}",
    '{when: \'count("page_viewed", within="7d") >= 100\'}',
    "{when: 'days_since(last(\"login\")) >= 30'}",
    "{change: plan, to: pro}",
    "{change: plan}",
    "{change: country, from: DE}",
    '{date: signup_at, offset: -7d, at: "09:00", yearly: true}',
    "{date: signup_at, offset: 365d}",
    "{date: renews_on, offset: -7d}",
    '{schedule: "0 9 * * mon", zone: person, segment: big}',
    '{schedule: "0 9 1 * *", zone: workspace, when: \'plan == "pro"\'}',
    '{schedule: "0 12 * * *", zone: person, when: beta == true}',
    "{list: vip}",
    "{list: vip, leaves: true}",
    "{request: true}",
)
JOURNEY: Final = """\
kind: journey
id: way_{number}
name: Way in {number}
entry:
  triggers: [{way}]
  reentry: {{policy: always}}
start: rest
nodes:
  rest: {{kind: wait, for: 1d}}
"""
SEGMENT: Final = "kind: segment\nid: {name}\nname: {name}\nwhen: '{when}'\n"


class Glance(Struct, frozen=True):
    """What was seen at a moment (s since the epoch): up to which position all is decided, and how much is left."""

    at: float
    position: int
    left: int

    @property
    def end(self) -> int:
        """About the end of the log: the two numbers are not of exactly one moment."""
        return self.position + self.left

    def has_decided(self, end: int) -> bool:
        """Whether all up to this position is decided; surely, where nothing is left."""
        return self.position >= end or not self.left


def ways_in(ground: Ground) -> Iterator[Figure]:
    """Twenty journeys of all kinds of ways in, published when everybody is known; then changes and lapses, at rest."""
    people = ground.part(PEOPLE, 500)
    with ground.folder() as folder, running_server(folder, {}) as server:
        server.load(identify_bodies(people, AT_ONCE))
        server.level()
        cpu = server.cpu_seconds()
        seconds, waits = _publish(server, folder, people)
        cpu = server.cpu_seconds() - cpu
        changed = _change(server, people)
        late = _lapse(server, ground.part(LAPSING, 100), LAPSING_SECONDS * min(1.0, max(ground.scale, 0.05)))
    over = f"{len(WAYS)} journeys published for {people:,} people, {EVENTS_PER_S} events/s meanwhile"
    yield Figure("ways_asked_s", "s", seconds, f"from the start of `loopline push` until everybody is asked; {over}")
    yield Figure("ways_asked_cpu_us", "us", cpu * 1e6 / people, f"all of the server's processes, a person; {over}")
    yield Figure("ways_event_p99_ms", "ms", percentile(waits, 99) * MS, f"accepted to decided meanwhile; {over}")
    of = f"a trait changed, {CHANGES_PER_S} a second, until its decision; {len(WAYS)} ways in, {people:,} people"
    yield Figure("ways_change_p50_ms", "ms", percentile(changed, 50) * MS, of)
    yield Figure("ways_change_p99_ms", "ms", percentile(changed, 99) * MS, of)
    of = f"{len(late):,} people without a login for 30 days, within {LAPSING_SECONDS:g} s at full scale; due to entered"
    yield Figure("ways_lapse_p50_ms", "ms", percentile(late, 50) * MS, of)
    yield Figure("ways_lapse_p99_ms", "ms", percentile(late, 99) * MS, of)
    ground.say(
        f"  {people:,} people asked in {seconds:.1f} s, events meanwhile p99 {percentile(waits, 99) * MS:,.0f} ms; a "
        f"change p99 {percentile(changed, 99) * MS:.1f} ms, a lapse p99 {percentile(late, 99) * MS:.1f} ms"
    )


def _documents(folder: Path) -> list[Path]:
    texts = {name: SEGMENT.format(name=name, when=when) for name, when in SEGMENTS.items()}
    texts |= {f"way_{number}": JOURNEY.format(number=number, way=way) for number, way in enumerate(WAYS)}
    files = [folder / f"{name}.yaml" for name in texts]
    for file in files:
        file.write_text(texts[file.stem])
    return files


def _publish(server: Server, folder: Path, people: int) -> tuple[float, list[float]]:
    """Seconds until everybody was asked, and how long what was accepted meanwhile waited for its decision."""
    bodies = track_bodies(
        named("page_viewed", round(PATIENCE_SECONDS * EVENTS_PER_S), min(people, 1_000)), EVENTS_AT_ONCE
    )
    stream = Stream(server.url, "/v1/batch", server.headers, bodies, per_second=EVENTS_PER_S / EVENTS_AT_ONCE)
    base, files, looks = server.health().position, _documents(folder), list[Glance]()
    stream.start()
    with ThreadPoolExecutor(1) as aside:
        began, pushed = time.time(), aside.submit(server.push, files)
        _watch(server, looks, lambda seen: seen.position >= base + people + EVENTS_AT_ONCE * len(stream.due))
        pushed.result()
    stream.stop()
    stream.wait()
    server.level()
    return looks[-1].at - began, waits_of([*looks, _glance(server)])


def _change(server: Server, people: int) -> list[float]:
    """Seconds from the start of a post that changes a trait until it is decided, of each."""
    connection, found = Connection(server.url, server.headers), list[float]()
    plans = ("free", "pro", "starter")
    bodies = batch_bodies(
        (
            {
                "type": "identify",
                "userId": person_id(number * 7 % people),
                "traits": {"plan": plans[number % len(plans)]},
                "messageId": f"bench-change-{number}",
            }
            for number in range(CHANGES)
        ),
        1,
    )
    began = time.time()
    for number, body in enumerate(bodies):
        time.sleep(max(0.0, began + number / CHANGES_PER_S - time.time()))
        at = time.monotonic()
        connection.post("/v1/batch", body)
        found.append(server.level(PATIENCE_SECONDS, pause=0.0) - at)
    connection.close()
    return found


def _lapse(server: Server, lapsing: int, seconds: float) -> list[float]:
    """How long after its moment (s) each of those entered who have had no login for thirty days, at the most."""
    due = time.time() + LEAD_SECONDS + lapsing / 5_000
    dues = [due + seconds * number / lapsing for number in range(lapsing)]
    server.load(
        batch_bodies(
            (
                {
                    "type": "track",
                    "userId": person_id(number),
                    "event": "login",
                    "timestamp": iso_moment(at - 30 * DAY / 1_000),
                    "messageId": f"bench-login-{number}",
                }
                for number, at in enumerate(dues)
            ),
            AT_ONCE,
        )
    )
    server.level()
    if time.time() > due:
        raise Unavailable("bench_time_up", f"{lapsing} logins were not decided before the first was due.")
    base, entered, found = server.counted(ENTERED), 0, list[float]()
    while entered < lapsing:
        entered, now = round(server.counted(ENTERED) - base), time.time()
        found += [now - at for at in dues[len(found) : entered]]
        if now > dues[-1] + PATIENCE_SECONDS:
            raise Unavailable("bench_time_up", f"{lapsing - entered} people did not enter.")
        time.sleep(COUNT_SECONDS)
    return found


def _glance(server: Server) -> Glance:
    health = server.health()
    return Glance(time.time(), health.position, health.lag_signals)


def _watch(server: Server, looks: list[Glance], done: Callable[[Glance], bool]) -> None:
    end = time.time() + PATIENCE_SECONDS
    while time.time() < end:
        looks.append(_glance(server))
        if done(looks[-1]):
            return
        time.sleep(LOOK_SECONDS)
    raise Unavailable("bench_time_up", f"Not everybody has been asked after {PATIENCE_SECONDS:g} s.")


def waits_of(looks: Sequence[Glance]) -> list[float]:
    """For each look: seconds until all that was in the log by then was seen to be decided, as far as it was seen."""
    found, later = list[float](), 0
    for number, look in enumerate(looks):
        later = max(later, number)
        while later < len(looks) and not looks[later].has_decided(look.end):
            later += 1
        if later == len(looks):
            break
        found.append(looks[later].at - look.at)
    return found
