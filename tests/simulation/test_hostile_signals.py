"""Whoever may send signals cannot make a record grow without end, nor tear people apart by merging them round."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from loopline.model.accounts.account import Account
from loopline.model.bounds import parts as bounds
from loopline.model.history.times import times_in
from loopline.model.person import SENDS_MAX, Person
from loopline.model.signal import AttemptAnswered, ListChanged, Signal
from loopline.model.traits import ACCOUNT_TRAITS_BYTES, LISTS_BYTES, TRAITS_BYTES, encoded_size
from loopline.settings import Settings
from loopline.signals.people.history import HISTORY_TIMES
from tests.studio.house import House, Json, identify, living, track

WIDE = "ä" * 230
OBSERVED = [f"seen{n}" for n in range(10)]
WORKSPACE = {"kind": "workspace", "id": "workspace", "caps": [{"limit": 999, "within": "30d"}]}
SEGMENT = {"kind": "segment", "id": "busy", "when": " or ".join(f'count("{name}") >= 5000' for name in OBSERVED)}
CART: Json = {
    "kind": "journey",
    "id": "cart",
    "owner": "growth",
    "entry": {"on": ["cart"], "reentry": {"policy": "always", "key": "event.order", "concurrent": True}},
    "goal": {"event": "paid", "where": "event.order == entry.order", "within": "300d"},
    "start": "rest",
    "nodes": {"rest": {"kind": "wait", "for": "200d"}},
}
MAIL: Json = {
    "kind": "journey",
    "id": "mail",
    "owner": "growth",
    "entry": {"on": ["mail"], "reentry": {"policy": "always", "key": "event.order"}},
    "exits": [{"on": "leave", "reason": "left"}],
    "goal": {"event": "paid", "where": "event.order == entry.order", "within": "300d"},
    "start": "hello",
    "nodes": {
        "hello": {
            "kind": "message",
            "channel": "email",
            "content": {"subject": "Hello", "text": "Hello"},
            "then": "rest",
        },
        "rest": {"kind": "wait", "for": "1d"},
    },
}


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Three documents that remember what they can."""
    folder: Path = tmp_path_factory.mktemp("hostile") / "data"
    with living(folder, Settings()) as house:
        for document in (WORKSPACE, SEGMENT, CART, MAIL):
            answer = house.client.post(
                "/api/documents/batch", json={"documents": [document], "publish": True, "reason": "hostile"}
            )
            assert answer.status_code == 200 and '"refused":null' in answer.text, answer.text
        yield house


def person(house: House, key: str) -> tuple[Person, int]:
    """Somebody as they are stored, and the bytes of the whole record."""
    record = house.app.state.load([key])[key]
    return msgspec.msgpack.decode(record.state, type=Person), len(record.state) + len(record.seen)


def accept(house: House, signals: list[Signal]) -> None:
    """Signals that come from elsewhere than the public door."""
    house.do(house.app.accept(signals))
    house.settle()


def flood(house: House, key: str) -> None:
    """Everything that makes somebody grow, far beyond every bound."""
    for n in range(10):
        mails = [track(key, "mail", order=f"{n}/{m}{WIDE}") for m in range(60)]
        house.send(identify(key, email=f"{key}@example.test"), *mails)
        house.send(track(key, "leave"))
    for n in range(40):
        house.send(identify(key, email=f"{key}@example.test", **{f"t{n}": "x" * 20_000}))
    house.send(*({**identify(key), "context": {"timezone": f"Mars/{'x' * n}"}} for n in range(1, 400, 20)))
    for n in range(30):
        topics = {f"email:{WIDE}{n}/{m}": m % 2 == 0 for m in range(50)}
        house.send({**track(key, "agreed"), "context": {"consent": {"categoryPreferences": topics}}})
    for n in range(8):
        house.send(*(track(key, "cart", order=f"{n}/{m}", blob="x" * 30_000) for m in range(12)))
    house.send(*(track(key, "cart", order=f"{WIDE}{n}") for n in range(400)))
    for name in OBSERVED:
        house.send(*(track(key, name) for _ in range(1_200)))
    for n in range(4):
        house.send({"type": "group", "userId": key, "groupId": "big", "traits": {f"a{n}": "x" * 20_000}})
    house.send(*({"type": "alias", "userId": key, "previousId": f"{key}{n}{WIDE}{WIDE}"[:500]} for n in range(150)))
    now = house.app.clock.now()
    lists: list[Signal] = [
        ListChanged(key=key, id=f"l{key}{n}", at=now, received_at=now, name=f"{n}{WIDE}", member=True)
        for n in range(100)
    ]
    accept(house, lists + [_bounced(key, n, now) for n in range(200)])


def _bounced(key: str, number: int, now: int) -> AttemptAnswered:
    return AttemptAnswered(
        key=key,
        id=f"b{key}{number}",
        at=now,
        received_at=now,
        message="m",
        attempt=1,
        result="failed",
        channel="email",
        topic="",
        hard_bounce=True,
        address=f"{number}{'a' * 250}@example.test",
    )


def assert_bounded(house: House, key: str) -> Person:
    """Every part within its bound, and all of it together."""
    found, size = person(house, key)
    assert encoded_size(found.traits) <= TRAITS_BYTES
    assert encoded_size(found.account_traits) <= ACCOUNT_TRAITS_BYTES
    assert encoded_size(found.lists) <= LISTS_BYTES
    assert encoded_size(list(found.consent or {})) <= bounds.CONSENT_BYTES + 600  # and whole channels, always
    assert encoded_size(found.suppressed) <= bounds.SUPPRESSED_BYTES
    assert encoded_size(found.links) <= bounds.LINKS_BYTES + 600
    assert sum(len(times_in(times)) for times in (found.history or {}).values()) <= HISTORY_TIMES
    assert encoded_size(found.enrollments) <= bounds.ENROLLMENTS_BYTES + 2_000
    assert encoded_size(found.goal_windows) <= bounds.GOAL_WINDOWS_BYTES
    assert len(found.sends) <= SENDS_MAX
    assert size <= bounds.PERSON_BYTES
    return found


def test_no_part_of_a_person_grows_beyond_its_bound(open_house: House) -> None:
    flood(open_house, "mallory")
    found = assert_bounded(open_house, "mallory")
    assert found.traits["email"] == "mallory@example.test" and found.account_version and found.links
    assert found.lists and found.suppressed and found.enrollments and found.goal_windows and found.sends
    assert (found.consent or {}).get("email") is False, "where a refusal had no room, the whole channel is refused"
    lines = open_house.get("/api/people/mallory/timeline", limit=500)["facts"]
    assert "list_limit" in {line["reason"] for line in lines}
    record = open_house.app.state.load(["@big"])["@big"]
    account = msgspec.msgpack.decode(record.state, type=Account)
    assert encoded_size(account.traits) <= ACCOUNT_TRAITS_BYTES and account.members == ("mallory",)
    (held,) = (account.versions or {}).values()
    assert held.members == 1 and encoded_size(held.traits) <= ACCOUNT_TRAITS_BYTES


def test_one_trait_of_a_person_who_holds_all_they_may_costs_one_trait(open_house: House) -> None:
    """Also in the facts, where each of these signals would state 60 KB; and segments know all of it."""
    open_house.send(*(identify("wendy", **{f"t{n}": "x" * 20_000}) for n in range(3)))
    for n in range(10):
        open_house.send(*({**identify("wendy", seats=10 * n + m), "context": {"timezone": "UTC"}} for m in range(10)))
    open_house.app.exporter.catch_up()
    ask = "SELECT count(*), sum(length(CAST(data AS VARCHAR))) FROM facts WHERE person = 'wendy' AND kind = 'person'"
    ((count, size),) = open_house.app.facts.query(ask)
    assert count == 103 and isinstance(size, int) and size < 60_000 + 103 * 300
    ((traits,),) = open_house.app.facts.query("SELECT CAST(traits AS VARCHAR) FROM people WHERE person = 'wendy'")
    assert msgspec.json.decode(str(traits)) == person(open_house, "wendy")[0].traits


def test_nor_do_merges_make_one(open_house: House) -> None:
    """Two who hold all they may turn out to be one: refusals win, and nobody stands in more than there is room for."""
    flood(open_house, "trudy")
    open_house.send({"type": "alias", "userId": "mallory", "previousId": "trudy"})
    assert_bounded(open_house, "mallory")
    facts = open_house.app.facts
    open_house.app.exporter.catch_up()
    rows = facts.query("SELECT DISTINCT reason FROM facts WHERE person = 'mallory' AND kind IN ('quality', 'exited')")
    assert {"person_too_big", "no_room"} <= {str(reason) for (reason,) in rows}


def test_removing_traits_makes_room(open_house: House) -> None:
    for n in range(4):
        open_house.send(identify("ann", **{f"t{n}": "x" * 30_000}))
    assert sorted(person(open_house, "ann")[0].traits) == ["t0", "t1"]
    open_house.send(identify("ann", t0=None, t9="y" * 30_000))
    assert sorted(person(open_house, "ann")[0].traits) == ["t1", "t9"]
    told = open_house.get("/api/people/ann/timeline")["facts"]
    assert [line["text"] for line in told if line["reason"] == "person_too_big"] == [
        f"There is no room for more traits of this person (64 KB): t{n} was not kept." for n in (3, 2)
    ]


@pytest.mark.parametrize("length", [81, 140])
def test_a_circle_of_aliases_is_one_person(open_house: House, length: int) -> None:
    names = [f"c{length}-{n}" for n in range(length)]
    open_house.send(*(identify(name, **{f"from{n}": True}) for n, name in enumerate(names)))
    steps: list[Json] = [
        {"type": "alias", "userId": following, "previousId": name}
        for name, following in zip(names, [*names[1:], names[0]], strict=True)
    ]
    open_house.send(*steps)
    found = {str(open_house.get(f"/api/people/{name}")["person"]) for name in (names[0], names[40], names[-1])}
    assert found == {names[-1]}
    open_house.send(track(names[0], "visited"), identify(names[3], late=1))
    one = open_house.get(f"/api/people/{names[70]}")
    assert one["traits"]["late"] == 1 and one["traits"]["from0"] and len(one["traits"]) == length + 1


@pytest.mark.parametrize("length", [100, 400])
def test_a_long_chain_of_aliases_ends_at_its_last_one(open_house: House, length: int) -> None:
    """Each alias comes with its own request, and the oldest id is used once more when the chain is long."""
    names = [f"l{length}-{n}" for n in range(length)]
    open_house.send(identify(names[0], begun=True))
    for begin in range(0, length - 1, 50):
        pairs = zip(names[begin : begin + 50], names[begin + 1 : begin + 51], strict=False)
        open_house.send(*({"type": "alias", "userId": to, "previousId": of} for of, to in pairs))
    open_house.send(identify(names[0], late=1), track(names[length // 2], "visited"))
    one = open_house.get(f"/api/people/{names[0]}")
    assert (one["person"], one["traits"]) == (names[-1], {"begun": True, "late": 1})
    told = open_house.get(f"/api/people/{names[1]}/timeline")["facts"]
    assert ["visited" in line["text"] for line in told if line["kind"] == "event"] == [True]
