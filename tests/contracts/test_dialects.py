"""What every dialect promises, asked through HTTP of the real application: the examples are the dialects' own."""

import gzip
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from docs.generate import openapi
from loopline.api.describe import Json
from loopline.api.dialect import Dialect
from loopline.api.dialects import DIALECTS
from loopline.api.server import create_app
from loopline.cli.intake import launch
from loopline.model.errors import Invalid
from loopline.model.ids import person_key
from loopline.model.signal import EventReceived, Signal, Trust
from loopline.runtime import supervise
from loopline.runtime.intake import process
from loopline.runtime.intake.process import IntakeProcess
from loopline.signals.batch import Taken
from loopline.signals.content import deeper_than
from loopline.signals.dialects import NAMES, READERS
from loopline.signals.quality import DEPTH_MAX
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import Places
from tests.clients.memory_face import WRITE_KEY, MemoryFace
from tests.contracts.dialects import Event, HttpRequest, examples_of
from tests.runtime.parts import wait_until
from tests.studio.house import House, living

NOW = 1_795_000_000_000
SECONDS = 20
MARK = 123_456_789
"""A number that the events carry, to be found again in what is sent."""

SHARED = {"MessageError"}
"""Structs of ours that any dialect may answer with."""

pytestmark = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the house that the tests share."""
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="module")
def house(place: Path) -> Iterator[House]:
    """A house as `loopline serve` runs it: signals are taken in by a process of their own."""
    with living(place, launch=partial(launch, Places(place), "error")) as house:
        yield house


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """A house with the log writer in its own process, for the tests that make the log fail."""
    with living(tmp_path) as house:
        yield house


def http(name: str) -> Dialect:
    return next(dialect for dialect in DIALECTS if dialect.name == name)


def write_key(house: House) -> str:
    return str(house.app.keys.create("write"))


def events(name: str, test: str, count: int) -> list[Event]:
    """Events that no other test sends."""
    return [Event(f"{name}-ann", f"{name}-{test}-{n}", f"{test}-{n}", {"n": MARK}) for n in range(count)]


def post(house: House, requests: Sequence[HttpRequest]) -> list[httpx2.Response]:
    return [house.stranger.request(one.method, one.path, content=one.content, headers=one.headers) for one in requests]


def on_disk(place: Path, start: str) -> list[EventReceived]:
    """What a reader of its own finds in the file now, of the events whose names begin so."""
    with closing(SqlLog(place / "log.db", tail_signals=1)) as log:
        found = [signal for entry in log.read(0, 1_000_000) for signal in entry.signals]
    return [one for one in found if isinstance(one, EventReceived) and one.name.startswith(start)]


def assert_refused(name: str, answer: httpx2.Response, status: int) -> str:
    """The error in our shape, and again where the protocol's clients look for it; its code."""
    assert answer.status_code == status, answer.text
    content = answer.json()
    code, text = content["error"]["code"], content["error"]["text"]
    assert code and text
    assert dict(http(name).error_fields(status, code, text)).items() <= content.items()
    for header, value in http(name).headers.items():
        assert answer.headers[header] == value
    return str(code)


def test_the_two_halves_stand_under_one_name(name: str) -> None:
    assert READERS[name] is examples_of(name).reader
    assert [dialect.name for dialect in DIALECTS] == list(NAMES)


def test_what_is_answered_with_200_is_on_disk(house: House, place: Path, name: str) -> None:
    sent = events(name, "good", 3)
    answers = post(house, examples_of(name).requests(write_key(house), sent))
    found = on_disk(place, f"{name}-good")
    assert {answer.status_code for answer in answers} == {200}, answers[0].text
    assert [(one.name, one.key) for one in found] == [(event.name, person_key(event.person)) for event in sent]
    assert len({one.id for one in found}) == 3
    assert all(msgspec.json.decode(one.properties)["n"] == MARK for one in found)


def test_nothing_is_answered_before_it_is_on_disk(own_house: House, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entered, gate, append = threading.Event(), threading.Event(), own_house.app.log.append

    def gated(batches: Sequence[Sequence[Signal]]) -> list[int]:
        entered.set()
        assert gate.wait(SECONDS)
        return append(batches)

    requests = examples_of(name).requests(write_key(own_house), events(name, "gate", 1))
    monkeypatch.setattr(own_house.app.log, "append", gated)
    with ThreadPoolExecutor(1) as asking:
        answer = asking.submit(post, own_house, requests)
        assert entered.wait(SECONDS)
        with suppress(TimeoutError):
            answer.result(0.2)
        answered_early = answer.done()
        gate.set()
        assert [one.status_code for one in answer.result(SECONDS)] == [200]
    assert not answered_early


def test_a_body_that_cannot_be_read_is_the_senders_error(house: House, name: str) -> None:
    key, before = write_key(house), house.app.log.end()
    assert_refused(name, post(house, [examples_of(name).not_json(key)])[0], 400)
    assert house.app.log.end() == before


def test_a_body_over_the_limit_is_refused_packed_or_not(house: House, name: str) -> None:
    key, before = write_key(house), house.app.log.end()
    request = examples_of(name).too_large(key)
    assert_refused(name, post(house, [request])[0], 413)
    headers = request.headers | {"Content-Encoding": "gzip"}
    packed = HttpRequest(request.path, gzip.compress(request.content), headers, request.method)
    (answer,) = post(house, [packed])
    assert assert_refused(name, answer, answer.status_code)
    assert answer.status_code in (400, 413), "a dialect that takes no gzip says 400"
    assert house.app.log.end() == before


def test_a_body_over_the_limit_never_reaches_the_reader(name: str) -> None:
    face = Listening()
    request = examples_of(name).too_large(WRITE_KEY)
    answer = TestClient(create_app(face)).request(
        request.method, request.path, content=request.content, headers=request.headers
    )
    assert (answer.status_code, face.heard) == (413, [])


def test_more_messages_than_the_limit_are_refused_whole(house: House, place: Path, name: str) -> None:
    examples = examples_of(name)
    requests = examples.requests(write_key(house), events(name, "many", examples.messages_max + 1))
    answers = post(house, requests)
    if len(requests) == 1:
        assert_refused(name, answers[0], 413)
        assert on_disk(place, f"{name}-many") == []
    else:
        assert examples.messages_max == 1, "without batches a request holds one message"
        assert {answer.status_code for answer in answers} == {200}


def test_nobody_without_a_write_key_is_heard(house: House, name: str) -> None:
    before = house.app.log.end()
    for key in ("lw_wrong", "", house.app.keys.create("admin")):
        for answer in post(house, examples_of(name).requests(key, events(name, "key", 1))):
            assert_refused(name, answer, 401)
    assert house.app.log.end() == before


def test_a_bad_message_costs_no_other(house: House, place: Path, name: str) -> None:
    first, last = events(name, "among", 2)
    answers = post(house, examples_of(name).requests(write_key(house), [first, None, last]))
    assert {answer.status_code for answer in answers} in ({200}, {200, 400})
    assert [one.name for one in on_disk(place, f"{name}-among")] == [first.name, last.name]


def test_a_message_that_comes_again_counts_once(house: House, name: str) -> None:
    requests = examples_of(name).requests(write_key(house), events(name, "twice", 2))
    for _ in range(2):
        assert {answer.status_code for answer in post(house, requests)} == {200}
    house.settle()
    told = house.app.facts.query("SELECT name FROM events WHERE starts_with(name, ?)", [f"{name}-twice"])
    assert sorted(told) == [(f"{name}-twice-0",), (f"{name}-twice-1",)]


def test_a_log_that_cannot_be_written_is_a_503_and_a_repeat_is_taken(
    own_house: House, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(batches: object) -> list[int]:
        raise OSError("disk /dev/secret is full")

    requests = examples_of(name).requests(write_key(own_house), events(name, "full", 1))
    with monkeypatch.context() as patched:
        patched.setattr(own_house.app.log, "append", broken)
        (answer,) = post(own_house, requests)
    assert assert_refused(name, answer, 503) == "log_write_failed"
    assert int(answer.headers["retry-after"]) > 0
    assert "secret" not in answer.text
    assert [one.status_code for one in post(own_house, requests)] == [200]
    assert len(on_disk(tmp_path, f"{name}-full")) == 1


def test_a_process_that_has_died_is_a_503_and_a_repeat_is_taken(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "PAUSE_SECONDS", 2.0)
    monkeypatch.setattr(process, "START_TIMEOUT_SECONDS", 0.1)
    with living(tmp_path, launch=partial(launch, Places(tmp_path), "error")) as house:
        requests = examples_of(name).requests(write_key(house), events(name, "dead", 1))
        intake = house.app.intake
        assert isinstance(intake, IntakeProcess)
        wait_until(intake._up.is_set)
        assert intake._process is not None
        os.kill(intake._process.pid, signal.SIGKILL)
        wait_until(lambda: "intake_down" in intake.fault)
        (answer,) = post(house, requests)
        assert assert_refused(name, answer, 503) == "intake_down"
        wait_until(lambda: not intake.fault)
        assert [one.status_code for one in post(house, requests)] == [200]
    assert len(on_disk(tmp_path, f"{name}-dead")) == 1


def test_an_error_of_ours_never_looks_like_one_of_the_senders(
    own_house: House, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("loopline.runtime.intake.log_writer.READERS", {name: broken})
    (answer,) = post(own_house, examples_of(name).requests(write_key(own_house), events(name, "ours", 1)))
    assert_refused(name, answer, 500)
    assert "secret" not in answer.text


def test_an_address_that_is_not_there_is_told_in_the_protocols_way(house: House, name: str) -> None:
    for prefix in http(name).prefixes:
        (answer,) = post(house, [HttpRequest(f"{prefix}no/such/address", b"{}")])
        assert answer.status_code in (404, 405)
        assert_refused(name, answer, answer.status_code)


@pytest.fixture
def house_document(monkeypatch: pytest.MonkeyPatch) -> Json:
    """What OpenAPI says of the house without its dialects."""
    monkeypatch.setattr("loopline.api.server.DIALECTS", ())
    return openapi()


def test_its_addresses_are_its_own(house_document: Json, name: str) -> None:
    nobody: Any = None
    own = {route.path_format for route in http(name).routes(nobody)}
    assert own and all(path.startswith(http(name).prefixes) for path in own)
    for path in house_document["paths"]:
        assert not path.startswith(http(name).prefixes), f"{path} is the house's"
    for other in DIALECTS:
        assert other.name == name or not own & {route.path_format for route in other.routes(nobody)}


def test_openapi_tells_of_it(house_document: Json, name: str) -> None:
    nobody: Any = None
    part = http(name).describe()
    routes = http(name).routes(nobody)
    methods = {(route.path_format, method.lower()) for route in routes for method in route.methods or ()}
    described = {(path, method): one for path, item in part["paths"].items() for method, one in item.items()}
    assert described and set(described) <= methods
    for (path, _), operation in described.items():
        assert set(operation["responses"]) >= {"200", "400", "401", "403", "413", "429", "503"}
        told = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path" and one["required"]}
        assert told == set(re.findall("{([^}]*)}", path)), "OpenAPI tells of each part of an address that varies"
    others = [other.describe() for other in DIALECTS if other.name != name]
    for document in (house_document, *others):
        shared = set(part["components"]["schemas"]) & set(document["components"]["schemas"])
        assert shared <= SHARED, "a name stands for one struct"


class Listening(MemoryFace):
    """Notes what a dialect hands on to its reader."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[bytes, str]] = []

    async def take(self, dialect: str, body: bytes, hint: str = "", *, trust: Trust) -> Taken:
        self.heard.append((body, hint))
        return await super().take(dialect, body, hint, trust=trust)


@cache
def heard(name: str) -> list[tuple[bytes, str]]:
    """What the reader is given when a client sends good and bad messages."""
    face = Listening()
    client = TestClient(create_app(face))
    a, b = events(name, "heard", 2)
    for one in examples_of(name).requests(WRITE_KEY, [a, None, b]):
        client.request(one.method, one.path, content=one.content, headers=one.headers)
    return face.heard


ODD = ["1e999", "9" * 400, "NaN", r'"\ud83d"', "[" * 40 + "]" * 40, "[" * 5_000 + "]" * 5_000, "null", '"\\u0000"', "{"]
SCARS = st.sampled_from(
    [b"", b"\x00", b"\xff", b"{", b"]", b'"', b"\\ud83d", b"NaN", b"1e999", b"null", b"-1", b"[[[["]
)


@given(data=st.data())
def test_whatever_is_sent_is_read_or_refused(name: str, data: st.DataObject) -> None:
    """Good requests with scars: the reader gives signals that the log can hold, or Invalid; never anything else."""
    body, hint = data.draw(st.sampled_from(heard(name)))
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(body)))
        body = body[:place] + data.draw(SCARS) + body[place + data.draw(st.integers(0, 12)) :]
    with suppress(Invalid):
        batch = READERS[name](body, NOW, hint)
        most = examples_of(name).messages_max
        assert batch.messages <= most and len(batch.errors) <= most
        assert all(error.code and error.text for error in batch.errors)
        hold_up(batch.signals)


@pytest.mark.parametrize("odd", ODD)
def test_what_nobody_could_read_later_is_kept_out(name: str, odd: str) -> None:
    for body, hint in heard(name):
        with suppress(Invalid):
            hold_up(READERS[name](body.replace(str(MARK).encode(), odd.encode()), NOW, hint).signals)


def hold_up(signals: Sequence[Signal]) -> None:
    """Every signal survives the log, and its parts can be used without a second look."""
    for one in signals:
        assert one.key and one.id and 0 <= one.at <= one.received_at == NOW
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=Signal) == one
        if isinstance(one, EventReceived):
            assert not deeper_than(DEPTH_MAX, msgspec.json.decode(one.properties, type=dict[str, Any]))


def test_the_intake_process_loads_no_http(name: str) -> None:
    code = "import sys, loopline.cli.intake; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert f"loopline.signals.dialects.{name}" in loaded
    assert not [one for one in loaded if one.startswith(("starlette", "fastapi", "loopline.api", "loopline.studio"))]
