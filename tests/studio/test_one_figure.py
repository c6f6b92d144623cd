"""A figure that stands on two pages is one figure: whoever asks, by whichever route, reads the same number."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from loopline.runtime.clock import VirtualClock
from tests.cli.served import wait_for
from tests.studio.house import House, Json, identify, living, track

DAY = 86_400_000
NOON = 1_790_000_000_000
MAIL: Json = {"kind": "message", "channel": "email", "content": {"subject": "Hi", "text": "Hi"}}
JOURNEY: Json = {
    "kind": "journey",
    "id": "figures",
    "name": "Figures",
    "entry": {"on": ["began"], "reentry": {"policy": "always"}},
    "goal": {"event": "bought", "value": "amount", "within": "14d"},
    "holdout": {"percent": 30},
    "start": "mail",
    "nodes": {
        "mail": {**MAIL, "then": "pause"},
        "pause": {"kind": "wait", "for": "5d", "then": "again"},
        "again": {**MAIL, "then": "out"},
        "out": {"kind": "exit"},
    },
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Sixty people in two waves, some of whom come twice, some of whom buy, some of whom nobody can write to."""
    clock = VirtualClock(NOON)
    with living(tmp_path_factory.mktemp("house"), clock=clock) as house:
        house.publish(JOURNEY)
        for wave in range(2):
            people = [f"p{wave}-{n}" for n in range(30)]
            told = [
                {"plan": "pro" if n % 3 else "free", **({"email": f"{one}@box.test"} if n % 7 else {})}
                for n, one in enumerate(people)
            ]
            house.send(*(identify(one, **traits) for one, traits in zip(people, told, strict=True)))
            house.send(*(track(one, "began") for one in people))
            house.send(*(track(one, "bought", amount=10) for one in people[:: 2 + wave]))
            clock.move_to(clock.now() + 6 * DAY)
            house.settle()
        house.send(*(track(f"p0-{n}", "began") for n in range(5)))
        yield house


@pytest.fixture(scope="module")
def line(house: House) -> Json:
    """The journey in the list of journeys, which the page of results shows too."""

    def with_lift() -> Json | None:
        (found,) = house.get("/api/journeys")["journeys"]
        return dict(found) if found["lift"] else None

    found: Json = wait_for(with_lift)  # it is computed beside the list
    return found


def test_people_inside(house: House, line: Json) -> None:
    report, live = house.get("/api/journeys/figures/report"), house.get("/api/journeys/figures/live", days=30)
    standing = house.get("/api/journeys/figures/people", limit=200)["people"]
    assert {
        line["people_inside"],
        sum(one["inside"] for one in report["funnel"]),
        sum(one["inside"] for one in live["nodes"].values()),
        len(standing),
        sum(house.get("/api/journeys/figures/impact")["standing"].values()),
    } == {5}


def test_entries_conversions_and_lift(house: House, line: Json) -> None:
    report = house.get("/api/journeys/figures/report")
    table = house.get("/api/metrics/funnel", journey="figures")
    funnel = dict(zip([one["name"] for one in table["columns"]], table["rows"][0], strict=True))
    assert line["entered"] == report["entered"] == funnel["entered"] == 60
    assert line["conversions"] == report["converted"] == funnel["converted"] == 25
    assert report["messaged"] == funnel["messaged"] > 0
    assert line["lift"]["verdict"] == report["lift"]["verdict"]
    shown, seen = line["lift"], report["lift"]["conversion"]
    assert (shown["estimate"], shown["low"], shown["high"]) == (seen["estimate"], seen["low"], seen["high"])


def test_what_was_caused(house: House) -> None:
    """The home asks the page of programmes itself; a journey stands there as its own report tells it."""
    everything = house.get("/api/programmes")["everything"]
    report = house.get("/api/journeys/figures/report")
    (alone,) = [one for one in everything["journeys"] if one["journey"] == "figures"]
    assert alone["verdict"] == report["lift"]["verdict"]


def test_messages_of_a_day(house: House) -> None:
    today = str(datetime.fromtimestamp(house.app.clock.now() / 1000, UTC).date())
    home = house.get("/api/home")["today"]["channels"]
    (day,) = [one for one in house.get("/api/calendar", **{"from": today, "to": today})["sent"] if one["day"] == today]

    def told(lines: list[Json]) -> list[tuple[str, int, bool]]:
        return sorted((one["channel"], one["messages"], one["kept"]) for one in lines)

    assert told(home) == told(day["channels"]) != []


def test_people_of_a_rule(house: House) -> None:
    body = {"name": "Pro", "when": 'plan == "pro"', "reason": "to see it work"}
    assert house.client.put("/api/segments/pro", json=body).status_code == 200
    asked = house.client.post("/api/audience", json={"when": 'plan == "pro"'}).json()
    shown = {"when": 'plan == "pro"', "which": "in", "limit": 8}
    members = house.client.post("/api/segments/preview", json=shown).json()["people"]
    (segment,) = [one for one in house.get("/api/segments")["segments"] if one["id"] == "pro"]
    assert asked["yes"] == segment["people"]["yes"] == 40 and len(members) == 8
