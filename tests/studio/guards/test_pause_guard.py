"""A journey whose mails bounce or are complained about is paused, by whom and why is told, and nothing resumes it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.model.mail.delivery_rules import AutoPause
from loopline.model.signal import ReceiptReceived, Signal
from loopline.settings import Settings
from loopline.studio.guards.pause_guard import too_many
from tests.providers.servers import post_office
from tests.runtime.dispatch.crowd import enter, journey, publish_workspace
from tests.studio.house import House, Json, living

RULES: Json = {"bounces": 20, "complaints": 10, "within": "1d", "at_least": 10, "spare": ["spared"]}
WORKSPACE: Json = {"kind": "workspace", "delivery": {"auto_pause": RULES}}


def state(house: House, name: str) -> str:
    """Where a journey stands, once the guard has looked."""
    house.settle()
    house.do(house.app.studio.pause_guard.look())
    return house.app.loop.published.states[name]


def people(dead: int, alive: int) -> list[str]:
    """Addresses of whom so many bounce."""
    return [f"dead{number}@example.test" for number in range(dead)] + [f"a{n}@example.test" for n in range(alive)]


def pauses(house: House) -> list[str]:
    """What health warns of."""
    return [one for one in house.get("/api/health")["warnings"] if "paused by Loopline" in one]


def test_bounces_pause_a_journey_once_and_for_an_operator_to_end(tmp_path: Path) -> None:
    with post_office() as office:
        settings = Settings.model_validate({"email": f"smtp://127.0.0.1:{office.port}?starttls=never"})
        with living(tmp_path, settings) as house:
            publish_workspace(house, WORKSPACE)
            for name in ("bad", "good", "few", "spared"):
                house.publish(journey(name))
            enter(house, "bad", *people(3, 9))
            enter(house, "spared", *people(9, 3))
            enter(house, "few", *people(8, 1))
            enter(house, "good", *people(1, 11))
            assert state(house, "bad") == "paused"
            assert [house.app.loop.published.states[name] for name in ("good", "few", "spared")] == ["live"] * 3
            (words,) = pauses(house)
            assert '"bad"' in words and "3 of 12 mails" in words
            position = house.app.log.end()
            assert state(house, "bad") == "paused" and house.app.log.end() == position, "it is said once"
        with living(tmp_path, settings) as house:
            assert state(house, "bad") == "paused" and len(pauses(house)) == 1
            asked = "SELECT name, reason FROM facts WHERE kind = 'state' AND journey = 'bad'"
            ((told, reason),) = house.app.facts.query(asked)
            assert told == "paused" and "3 of 12 mails" in str(reason)
            (change,) = [one for one in house.app.state.documents() if one.kind == "state" and one.name == "bad"]
            assert change.by == "loopline"
            assert house.client.post("/api/journeys/bad/resume").status_code == 200
            assert state(house, "bad") == "live", "mails of before the resume are no news"
            assert pauses(house) == []


def test_a_provider_is_paused_in_the_workspace_and_the_next_one_carries(tmp_path: Path) -> None:
    guarded: Json = {"kind": "workspace", "caps": [], "delivery": {"auto_pause_providers": RULES}}
    with post_office() as bad, post_office() as good, living(tmp_path) as house:
        for name, office, weight in (("bad", bad, 1), ("good", good, 0)):
            url = f"smtp://127.0.0.1:{office.port}?starttls=never"
            body = {"name": name, "channel": "email", "url": url, "weight": weight}
            assert house.client.post("/api/providers", json=body).status_code == 204
        publish_workspace(house, guarded)
        house.publish(journey("news"))
        house.publish(journey("more"))
        enter(house, "news", *people(3, 9))
        assert state(house, "news") == "live"
        rules = house.app.loop.published.workspace
        assert rules.delivery.paused == ("bad",) and rules.delivery.auto_pause_providers.at_least == 10
        (words,) = [one for one in house.get("/api/health")["warnings"] if '"bad" is paused' in one]
        assert "3 of 12 mails" in words
        states = {one["name"]: one["state"] for one in house.get("/api/providers")["providers"]}
        assert (states["bad"], states["good"]) == ("paused", "ok")
        position = house.app.log.end()
        assert state(house, "news") == "live" and house.app.log.end() == position, "it is said once"
        enter(house, "more", "x@example.test", "y@example.test")
        house.settle()
        assert len(bad.mails) == 9 and len(good.mails) == 2
        publish_workspace(house, guarded)
        state(house, "news")
        assert house.app.loop.published.workspace.delivery.paused == (), "an operator took it back"


def test_complaints_that_come_back_count(tmp_path: Path) -> None:
    with post_office() as office:
        settings = Settings.model_validate({"email": f"smtp://127.0.0.1:{office.port}?starttls=never"})
        with living(tmp_path, settings) as house:
            publish_workspace(house, WORKSPACE)
            house.publish(journey("loud"))
            enter(house, "loud", *people(0, 12))
            assert state(house, "loud") == "live"
            now = house.app.clock.now()
            told: list[Signal] = []
            for row in house.app.state.outbox(("sent",), 2**62, 2):
                m = row.message
                heard = ReceiptReceived(
                    key=m.person, id=f"c/{m.key}", at=now, received_at=now, kind="complained", message=m.key,
                    channel=m.channel, journey=m.journey, version=m.version, node=m.node, enrollment=m.enrollment,
                )  # fmt: skip
                told += [heard, replace(heard, id=f"again/{m.key}")]
            house.do(house.app.accept(told))
            assert state(house, "loud") == "paused"
            assert "2 of 12 mails of the last 1d were complained about" in pauses(house)[0]


def test_nothing_is_paused_unless_the_workspace_says_so(tmp_path: Path) -> None:
    with post_office() as office:
        settings = Settings.model_validate({"email": f"smtp://127.0.0.1:{office.port}?starttls=never"})
        with living(tmp_path, settings) as house:
            house.publish(journey("bad"))
            enter(house, "bad", *people(12, 0))
            assert state(house, "bad") == "live"


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((9, 9, 9), ""),
        ((100, 19, 9), ""),
        ((100, 20, 0), "20 of 100 mails of the last 1d bounced"),
        ((100, 0, 10), "10 of 100 mails of the last 1d were complained about"),
    ],
)
def test_the_threshold_counts_from_so_many_mails_on(counts: tuple[int, int, int], words: str) -> None:
    told = too_many(AutoPause(bounces=20, complaints=10, at_least=10), *counts)
    assert told.startswith(words) and bool(told) == bool(words)


@given(st.integers(0, 1_000), st.integers(0, 1_000), st.integers(0, 1_000))
def test_without_thresholds_nothing_is_too_many(mails: int, bounced: int, complained: int) -> None:
    assert too_many(AutoPause(), mails, bounced, complained) == ""
