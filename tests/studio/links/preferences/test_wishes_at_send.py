"""What a person chooses after a message was decided, while its provider is away: it waits or is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.model.consent.wishes import PreferencesChanged
from loopline.model.duration import DAY, HOUR
from loopline.runtime.clock import SystemClock, VirtualClock
from loopline.settings import Settings
from tests.cli.served import wait_for
from tests.studio.house import House, Json, identify, living, track

AWAY = "vonage://abcd1234:secret@127.0.0.1:9?from=%2B15005550006"
AWAY_SAYS = "Vonage cannot be reached"
TEXT: Json = {"kind": "message", "channel": "sms", "content": {"body": "Hi"}}
AGREED: Json = {"consent": {"categoryPreferences": {"sms": True}}}


def journey(name: str, **more: str) -> Json:
    return {
        "kind": "journey",
        "id": name,
        "owner": "growth",
        "entry": {"on": ["began"]},
        "goal": {"event": "bought", "within": "14d"},
        "start": "text",
        "nodes": {"text": {**TEXT, **more}},
    }


@pytest.fixture
def timed(tmp_path: Path) -> Iterator[tuple[House, VirtualClock]]:
    clock = VirtualClock(SystemClock().now())
    with living(tmp_path, Settings.model_validate({"sms": AWAY}), clock=clock) as house:
        house.publish(journey("waits", if_refused="wait", wait_at_most="5d"))
        house.publish(journey("goes"))
        yield house, clock


def begins(house: House) -> None:
    """Both texts are decided, and their provider cannot be reached."""
    batch = [{**identify("ann", phone="+14155550100"), "context": AGREED}, track("ann", "began")]
    answer = house.stranger.post("/v1/batch", json={"batch": batch}, headers=house.write)
    assert answer.status_code == 200, answer.text
    wait_for(lambda: len([one for one in standing(house).values() if AWAY_SAYS in one[1]]) == 2)


def chooses(house: House, at: int, *, paused_until: int | None = None, at_most: int | None = None) -> None:
    told = PreferencesChanged(
        key="ann", id=f"wish/{at}", at=at, received_at=at, paused_until=paused_until, at_most=at_most
    )
    house.do(house.app.accept([told]))
    house.do(house.app.level())


def standing(house: House) -> dict[str, tuple[str, str, int]]:
    """Of the message of each journey: status, reason and when it is due."""
    shown = house.get("/api/messages", person="ann")["messages"]
    rows = house.app.state.messages([one["key"] for one in shown])
    return {row.message.journey: (row.status, row.reason, row.due_at) for row in rows.values()}


@pytest.mark.parametrize("days", [3, 30])
def test_a_pause_holds_what_waits_for_its_provider(timed: tuple[House, VirtualClock], days: int) -> None:
    house, clock = timed
    began = clock.now()
    begins(house)
    chooses(house, began, paused_until=began + days * DAY)
    clock.move_to(began + HOUR)
    wait_for(lambda: standing(house)["waits"][1] == "paused_by_person")
    wait_for(lambda: standing(house)["goes"][:2] == ("refused", "paused_by_person"))
    assert standing(house)["waits"] == ("pending", "paused_by_person", began + min(days, 5) * DAY)
    clock.move_to(began + min(days, 5) * DAY)
    if days > 5:
        wait_for(lambda: standing(house)["waits"][:2] == ("refused", "paused_by_person"))
    else:
        wait_for(lambda: AWAY_SAYS in standing(house)["waits"][1])


def test_a_frequency_holds_what_comes_second(timed: tuple[House, VirtualClock]) -> None:
    house, clock = timed
    began = clock.now()
    begins(house)
    chooses(house, began, at_most=1)
    clock.move_to(began + HOUR)
    wait_for(lambda: "frequency_chosen" in {found for _, found, _ in standing(house).values()})
    held = [one for one in standing(house).values() if one[1] == "frequency_chosen"]
    assert len(held) == 1, "the one that was decided first leaves"


def test_a_pause_that_ends_early_lets_go_of_what_waits_at_once(timed: tuple[House, VirtualClock]) -> None:
    house, clock = timed
    began = clock.now()
    begins(house)
    chooses(house, began, paused_until=began + 3 * DAY)
    clock.move_to(began + HOUR)
    wait_for(lambda: standing(house)["waits"] == ("pending", "paused_by_person", began + 3 * DAY))
    clock.move_to(began + 2 * HOUR)
    chooses(house, began + 2 * HOUR, paused_until=0)
    clock.move_to(began + 2 * HOUR + 1_000)
    wait_for(lambda: AWAY_SAYS in standing(house)["waits"][1])
