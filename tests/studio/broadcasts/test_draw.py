"""A broadcast is drawn as a journey under an id that nobody has, and is known again by its shape."""

import pytest

from loopline.decisions.triggers.moments import first_of_schedule
from loopline.model.duration import HOUR, MINUTE
from loopline.model.errors import Invalid
from loopline.model.journey import Journey
from loopline.studio.broadcasts.draw import broadcast_of, id_of, journey_of
from loopline.studio.broadcasts.schemas import BroadcastBody
from loopline.studio.gallery.read import load

NOON = 1_795_953_600_000  # 2026-11-29 12:00 UTC


@pytest.mark.parametrize(
    ("name", "taken", "wished"),
    [
        ("Spring sale!", set(), "spring_sale"),
        ("Spring sale", {"spring_sale", "spring_sale_2"}, "spring_sale_3"),
        ("2026", set(), "broadcast_2026"),
        ("ÄÖÜ", set(), "broadcast"),
    ],
)
def test_an_id_reads_as_the_name_does(name: str, taken: set[str], wished: str) -> None:
    """Given a name, the id is made of its letters, and is one that no journey has."""
    assert id_of(name, frozenset(taken)) == wished


def test_a_broadcast_has_a_name() -> None:
    """Given none, or one that is too long, it is refused."""
    for name in (" ", "x" * 121):
        with pytest.raises(Invalid, match="name"):
            id_of(name, frozenset())


def test_now_is_the_next_full_minute_but_one_on_the_workspaces_clock() -> None:
    """Given no time, it leaves within two minutes, by the workspace's clock; given one, by the clock that is asked."""
    now = journey_of(BroadcastBody(name="x", segment="free"), "x", NOON + 59_999, "Europe/Berlin").entry.triggers[0]
    assert (now.schedule, now.zone, now.segment) == ("2026-11-29 13:02", "workspace", "free")
    later = journey_of(BroadcastBody(name="x", at="2026-12-24 09:00", zone="person"), "x", NOON, "UTC")
    assert (later.entry.triggers[0].schedule, later.entry.triggers[0].zone) == ("2026-12-24 09:00", "person")


def test_it_is_known_by_its_shape() -> None:
    """Given the journey of a broadcast, its time and message are found; a journey of several steps is none."""
    found = broadcast_of(journey_of(BroadcastBody(name="x"), "x", NOON, "UTC"))
    assert found is not None and found[1].name == "x"
    upsell = load("upsell")
    assert isinstance(upsell, Journey) and broadcast_of(upsell) is None


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
def test_now_is_to_come_whatever_the_clock_shows(zone: str) -> None:
    """Given every hour of a year, those that a clock shows twice among them, "now" opens after it is asked."""
    for hour in range(366 * 24):
        now = NOON + hour * HOUR + 31 * MINUTE
        trigger = journey_of(BroadcastBody(name="x"), "x", now, zone).entry.triggers[0]
        opens = first_of_schedule(trigger.schedule, zone if trigger.zone == "workspace" else trigger.zone, now)
        assert opens is not None and opens <= now + 2 * MINUTE
