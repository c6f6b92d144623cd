"""A channel that the sandbox carries causes nothing: in a real workspace no message of it is an exposure of a lift."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from loopline.providers import registry
from loopline.settings import Settings
from tests.providers.gull import FLOWN
from tests.providers.pigeon import LOFTS, Loft
from tests.studio.house import House, Json, identify, living, track

TEXT: Json = {"kind": "message", "channel": "sms", "content": {"body": "Hi"}}
SMS: Json = {
    "kind": "journey",
    "id": "texts",
    "name": "Texts",
    "owner": "growth",
    "entry": {"on": ["began"], "reentry": {"policy": "always", "concurrent": True}},
    "goal": {"event": "bought", "within": "14d"},
    "holdout": {"percent": 50},
    "start": "text",
    "nodes": {"text": TEXT},
}
MAIL: Json = {
    **SMS,
    "id": "mails",
    "entry": {"on": ["mailed"]},
    "start": "mail",
    "nodes": {"mail": {"kind": "message", "channel": "email", "content": {"subject": "Hi", "text": "Hi"}}},
}
AGREED: Json = {"context": {"consent": {"categoryPreferences": {"sms": True}}}}
PEOPLE = [f"p{number}" for number in range(24)]


@pytest.fixture(autouse=True)
def birds() -> Iterator[None]:
    """Mail leaves by gull and SMS by pigeon, where they are set up."""
    points = registry.installed()
    more = [
        EntryPoint("pigeon", "tests.providers.pigeon:Pigeon", registry.GROUP),
        EntryPoint("gull", "tests.providers.gull:Gull", registry.GROUP),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "entry_points", lambda group: EntryPoints((*points.values(), *more)))
        registry.installed.cache_clear()
        LOFTS.update(dovecote=Loft(), cliff=Loft())
        yield
    registry.installed.cache_clear()


def exposed(house: House) -> tuple[int, int]:
    """Units of the lift that were reached, and that would have been; 0 and 0 where there is none."""
    lift = house.get("/api/journeys/texts/report")["lift"]
    return (lift["treated"]["pending"], lift["held_out"]["pending"]) if lift else (0, 0)


def begin(house: House, people: list[str]) -> None:
    for number, one in enumerate(people):
        house.send({**identify(one, email=f"{one}@box.test", phone=f"+4917011122{number:02d}"), **AGREED})
    house.send(*(track(one, "began") for one in people))


def test_no_sandboxed_message_is_an_exposure_once_a_message_of_the_workspace_has_left(tmp_path: Path) -> None:
    email = {"email": "gull://:coo@cliff", "public_url": "https://l.test"}
    with living(tmp_path, Settings.model_validate({"public_url": "https://l.test"})) as house:
        house.publish(SMS)
        house.publish(MAIL)
        begin(house, PEOPLE[:12])
        first = exposed(house)
        assert sum(first) == 12 and min(first) > 0, "where nothing is real, all is shown as if it were"
        note = house.get("/api/journeys/texts/report")["sandbox"]
        assert note.startswith(f"The sandbox kept messages ({first[0]} by SMS): nobody got them.")
        message = house.get("/api/messages", person=_treated(house))["messages"][0]
        assert message["provider"] == "sandbox"
    with living(tmp_path, Settings.model_validate(email)) as house:
        before = len(FLOWN)
        house.send(*(track(one, "mailed") for one in PEOPLE))
        assert len(FLOWN) > before
        assert exposed(house) == (0, 0)
        report = house.get("/api/journeys/texts/report")
        assert "Lift counts no exposure to a channel before its first message that left." in report["sandbox"]
        assert report["lift"] is None and report["intention"]["treated"]["pending"] == first[0]
        groups = house.get("/api/journeys/texts/report/groups", by="trait:plan")["groups"]["rows"]
        assert sum(row["treated"]["pending"] for row in groups) == 0
        assert house.get("/api/journeys/mails/report")["sandbox"] == ""
    with living(tmp_path, Settings.model_validate({**email, "sms": "pigeon://:coo@dovecote"})) as house:
        begin(house, PEOPLE[12:])
        again = exposed(house)
        assert sum(again) == 12 and again[0] == len(LOFTS["dovecote"].flown)


def sent_by(house: House, metric: str, column: str) -> dict[str, int]:
    """What a metric of messages counts, by channel."""
    table = house.get(f"/api/metrics/{metric}")
    at = [one["name"] for one in table["columns"]]
    return {row[at.index("channel")]: row[at.index(column)] for row in table["rows"]}


def test_no_figure_of_messages_counts_what_the_sandbox_kept_once_one_has_left(tmp_path: Path) -> None:
    """Mail leaves and SMS does not: whatever counts messages counts mails alone, and says what was kept."""
    with living(tmp_path, Settings.model_validate({"public_url": "https://l.test"})) as house:
        house.publish(SMS)
        begin(house, PEOPLE[:12])
        kept = sum(exposed(house)) and len(house.get("/api/messages")["messages"])
        assert sent_by(house, "list_health", "sent") == {"sms": kept}
        note = house.get("/api/metrics/list_health")["note"]
        assert note == f"The sandbox kept messages ({kept} by SMS): nobody got them. Figures show what would have been."
    email = {"email": "gull://:coo@cliff", "public_url": "https://l.test"}
    with living(tmp_path, Settings.model_validate(email)) as house:
        house.publish(MAIL)
        house.send(*(track(one, "mailed") for one in PEOPLE[:12]))
        left = len([one for one in house.get("/api/messages")["messages"] if one["provider"] != "sandbox"])
        assert sent_by(house, "list_health", "sent") == {"email": left}
        assert sent_by(house, "message_volume", "messages") == {"all": left, "email": left}
        assert sent_by(house, "latency", "messages") == {"email": left}
        for metric in ("list_health", "opt_out", "message_volume", "automation_coverage", "latency"):
            assert "nobody got them, so no figure counts them" in house.get(f"/api/metrics/{metric}")["note"]
        funnel = house.get("/api/metrics/funnel", journey="texts")
        told = dict(zip([one["name"] for one in funnel["columns"]], funnel["rows"][0], strict=True))
        assert (told["messaged"], told["sent"]) == (kept, 0)


def _treated(house: House) -> str:
    return str(house.get("/api/messages")["messages"][0]["person"])
