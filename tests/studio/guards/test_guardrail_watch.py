"""A guardrail that is broken pauses its journey by itself; who did it and by which evidence is told everywhere."""

from pathlib import Path

from loopline.model.signal import ReceiptReceived
from loopline.reports.measured.report import Broken
from loopline.runtime.clock import VirtualClock
from tests.runtime.dispatch.crowd import journey
from tests.runtime.parts import DAY, NOON
from tests.studio.house import House, Json, identify, living, track

GOAL: Json = {"event": "bought", "within": "14d"}
LEFT: Json = {"receipt": "unsubscribed", "role": "guardrail", "better": "less", "at_most": 1, "within": "2d"}
PEOPLE = 40


def guarded(name: str, **metric: object) -> Json:
    return {**journey(name), "goal": GOAL, "metrics": {"left": LEFT | metric}}


def enter(house: House, name: str, begin: int, count: int = PEOPLE) -> None:
    """So many people come, and each is written to."""
    people = [f"{name}{number}" for number in range(begin, begin + count)]
    house.send(*(identify(one, email=f"{one}@example.test") for one in people), *(track(one, name) for one in people))
    house.settle()


def leave(house: House, name: str, count: int) -> None:
    """So many of the newest messages of a journey are answered by an unsubscribe."""
    now = house.app.clock.now()
    rows = [row.message for row in house.app.state.outbox(("sent", "sandboxed"), 2**62, 10_000)]
    own = [m for m in rows if m.journey == name][-count:]
    told = [
        ReceiptReceived(
            key=m.person, id=f"u/{m.key}", at=now, received_at=now, kind="unsubscribed", message=m.key,
            channel=m.channel, journey=m.journey, version=m.version, node=m.node, enrollment=m.enrollment,
        )
        for m in own
    ]  # fmt: skip
    assert len(told) == count
    house.do(house.app.accept(told))
    house.settle()


def look(house: House, name: str) -> str:
    """Where a journey stands, once the guardrails have been looked at."""
    house.settle()
    house.do(house.app.studio.guardrail_watch.look())
    return house.app.loop.published.states[name]


def test_too_many_unsubscribes_pause_the_journey_and_a_resume_counts_anew(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        for one in (guarded("bad"), guarded("good"), guarded("told", pauses=False)):
            house.publish(one)
        for name, count in (("bad", 12), ("good", 1), ("told", 12)):
            enter(house, name, 0)
            leave(house, name, count)
        assert look(house, "bad") == "live", "no window is over yet"
        clock.move_to(NOON + 3 * DAY)
        assert look(house, "bad") == "paused"
        assert [house.app.loop.published.states[name] for name in ("good", "told")] == ["live"] * 2
        report = house.get("/api/journeys/bad/report/metrics")
        (line,) = report["metrics"]
        assert (line["verdict"], line["treated"]["did"], line["limit"]) == ("broken", 12, 20)
        assert line["e_value"] > 20
        (change,) = report["changes"]
        assert change["by_guardrail"] == "left" and "12 of 40 treated (30.00%)" in change["reason"]
        (words,) = [one for one in house.get("/api/health")["warnings"] if "paused by Loopline" in one]
        assert 'Guardrail "left" is broken' in words
        (stored,) = [one for one in house.app.state.documents() if one.kind == "state" and one.name == "bad"]
        assert stored.by == "loopline"
        house.send(identify("late", email="late@example.test"), track("late", "bad"))
        house.settle()
        why = house.get("/api/people/late/why", journey="bad")["answer"]
        assert "was paused by Loopline" in why and "12 of 40" in why
        position = house.app.log.end()
        assert look(house, "bad") == "paused" and house.app.log.end() == position, "it is said once"
        told = house.get("/api/journeys/told/report/metrics")["metrics"][0]
        assert told["verdict"] == "broken" and not told["pauses"]

        assert house.client.post("/api/journeys/bad/resume").status_code == 200
        assert look(house, "bad") == "live", "those of before the resume are no news"
        line = house.get("/api/journeys/bad/report/metrics")["metrics"][0]
        assert line["since"] == NOON + 3 * DAY and line["treated"]["units"] == 0
        enter(house, "bad", PEOPLE)
        leave(house, "bad", 12)
        clock.move_to(NOON + 6 * DAY)
        assert look(house, "bad") == "paused", "it guards those who come later"


def test_no_amount_that_anybody_sends_keeps_a_guardrail_from_its_work(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        spent = {"event": "bought", "measure": "sum", "value": "event.amount", "role": "guardrail", "within": "2d"}
        document = guarded("bad")
        house.publish({**document, "metrics": {**document["metrics"], "spent": spent}})
        enter(house, "bad", 0)
        leave(house, "bad", 12)
        huge: tuple[Json, ...] = ({"amount": 1e300}, {"amount": "9" * 30}, {"amount": -1e30}, {"amount": 1e12})
        house.send(*(track(f"bad{number}", "bought", **one) for number, one in enumerate(huge)))
        house.send(track("bad9", "bought", amount=7))
        clock.move_to(NOON + 3 * DAY)
        assert look(house, "bad") == "paused"
        (_, line) = house.get("/api/journeys/bad/report/metrics")["metrics"]
        assert (line["treated"]["did"], line["treated"]["total"]) == (5, "7")


def test_a_journey_that_cannot_be_asked_costs_the_others_nothing(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        for name in ("first", "second"):
            house.publish(guarded(name))
            enter(house, name, 0)
            leave(house, name, 12)
        clock.move_to(NOON + 3 * DAY)
        watch = house.app.studio.guardrail_watch
        asked = watch._broken

        def broken(journey: str) -> tuple[Broken, ...]:
            if journey == "first":
                raise OverflowError("a figure beyond all numbers")
            return asked(journey)

        watch._broken = broken  # type: ignore[method-assign]
        assert look(house, "second") == "paused" and house.app.loop.published.states["first"] == "live"
