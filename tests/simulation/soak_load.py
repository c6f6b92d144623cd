"""The load of a soak, sent as a client library does, and the watcher who asks for health all the while."""

import itertools
import threading
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec
from msgspec import Struct

from loopline.bench.post import Connection
from loopline.bench.server import Server
from loopline.model.errors import Unavailable
from tests.simulation.soak_sinks import SoakSinks

PEOPLE: Final = 500
AT_ONCE: Final = 10
MEASURED: Final = 4_000
LOOK_SECONDS: Final = 0.5
LOOK_TIMEOUT_SECONDS: Final = 3.0
AGAIN_SECONDS: Final = 0.2
PATIENCE_SECONDS: Final = 300.0
_ENTRY: Final = """\
kind: journey
id: {name}
entry: {{on: [to_{name}], reentry: {{policy: always, concurrent: true}}}}
start: tell
nodes:
"""
JOURNEY: Final = {
    "email": _ENTRY.replace("{name}", "email")
    + "  tell:\n    kind: message\n    channel: email\n"
    + "    content: {{subject: '{{{{entry.tok}}}}', text: '{{{{entry.tok}}}}'}}\n",
    "webhook": _ENTRY.replace("{name}", "webhook")
    + "  tell:\n    kind: message\n    channel: webhook\n    content:\n"
    + '      url: http://127.0.0.1:{port}/\n      payload: \'{{"tok": "{{{{entry.tok}}}}"}}\'\n',
}


class Look(Struct, frozen=True):
    """One answer of health and readiness: when it was asked for and given (monotonic), and what it said."""

    asked: float
    answered: float
    word: str
    is_ok: bool
    words: str
    warnings: str


class Load:
    """Numbered events, each of which must send one message: the even ones a mail, the odd ones a webhook."""

    def __init__(self, server: Server) -> None:
        self._server, self._numbers, self._stop = server, itertools.count(), threading.Event()
        self.accepted: set[int] = set()
        self.refusals: list[float] = []
        self.began = self.ended = 0.0
        self._thread: threading.Thread | None = None

    def begin(self, rate: float) -> None:
        """Send so many a second until `end`; what is not accepted is sent again, with the same ids."""
        self.began = time.monotonic()
        self._thread = threading.Thread(target=self._send, args=(rate,), daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Send no more. Raises RuntimeError when what was begun is not accepted."""
        self.ended = time.monotonic()
        self._stop.set()
        assert self._thread is not None
        self._thread.join(PATIENCE_SECONDS)
        if self._thread.is_alive():
            raise RuntimeError("the last events of the load were not accepted")

    def bodies(self, count: int) -> list[tuple[list[int], bytes]]:
        """So many of the next requests, with the numbers of their events."""
        return [self._body() for _ in range(count)]

    def post(self, bodies: list[bytes]) -> None:
        """Send these as fast as they are taken."""
        self._server.load(bodies)

    def decided(self, folder: Path) -> dict[str, Any]:
        """From the facts of a server that has ended: whether each event was decided exactly once, and exported."""
        with closing(duckdb.connect(str(folder / "facts.duckdb"), read_only=True)) as facts:
            found = facts.execute(
                "SELECT count(*), count(DISTINCT enrollment) FROM facts WHERE kind = 'entered'"
            ).fetchone()
        assert found is not None
        return {
            "accepted": len(self.accepted),
            "entered": found[0],
            "wrong_entries": 0 if found == (len(self.accepted),) * 2 else found[0] - len(self.accepted) or found[1],
        }

    def _body(self) -> tuple[list[int], bytes]:
        numbers = list(itertools.islice(self._numbers, AT_ONCE))
        batch = [
            {
                "type": "track",
                "userId": f"u{number * 7 % PEOPLE:06d}",
                "event": "to_webhook" if number % 2 else "to_email",
                "properties": {"tok": f"SEQ{number}X"},
                "messageId": f"soak-{number}",
            }
            for number in numbers
        ]
        return numbers, msgspec.json.encode({"batch": batch})

    def _send(self, rate: float) -> None:
        with closing(Connection(self._server.url, self._server.headers)) as connection:
            while not self._stop.is_set():
                begun, (numbers, body) = time.monotonic(), self._body()
                while not self._is_taken(connection, body):
                    time.sleep(AGAIN_SECONDS)
                self.accepted.update(numbers)
                time.sleep(max(0.0, begun + AT_ONCE / rate - time.monotonic()))

    def _is_taken(self, connection: Connection, body: bytes) -> bool:
        try:
            connection.post("/v1/batch", body)
        except Unavailable:
            self.refusals.append(time.monotonic())
            return False
        return True


class Watcher:
    """Asks for health and readiness every half second, and keeps every answer."""

    def __init__(self, url: str) -> None:
        self._host, self.looks, self._stop = url.removeprefix("http://"), list[Look](), threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Ask no more."""
        self._stop.set()
        self._thread.join()

    def ok_again(self, since: float, within: float) -> float | None:
        """When health had been ok twice in a row after a moment; None when it was not in time."""
        while time.monotonic() < since + within:
            later = [look for look in self.looks if look.asked >= since]
            if pair := next((b for a, b in itertools.pairwise(later) if a.is_ok and b.is_ok), None):
                return pair.answered
            time.sleep(LOOK_SECONDS / 2)
        return None

    def counts(self) -> dict[str, int]:
        """How often each answer was given."""
        words = [look.word for look in self.looks]
        return {word: words.count(word) for word in sorted(set(words))}

    def ok_in_gaps(self, sinks: SoakSinks, load: Load, seconds: float) -> list[str]:
        """Each time for which nothing came to a sink for longer, and health was ok all the same."""
        wrong = []
        for name, sink in sinks.sinks.items():
            times = [load.began, *sorted(one.at for one in sink.came if load.began < one.at < load.ended), load.ended]
            for begun, ended in itertools.pairwise(times):
                if any(look.is_ok for look in self.looks if begun + seconds < look.asked and look.answered < ended):
                    wrong.append(f"health was ok though nothing came to {name} for {ended - begun:.0f} s")
        return wrong

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            self.looks.append(self._look())

    def _look(self) -> Look:
        asked = time.monotonic()
        try:
            _, health = self._ask("/api/health")
            status, ready = self._ask("/ready")
        except (OSError, HTTPException) as error:
            return Look(asked, time.monotonic(), "no answer", False, type(error).__name__, "")
        word = f"{health['status']}, ready {status}"
        words = f"{health['fault']} {ready['why']}".strip()
        is_ok = health["status"] == "ok" and status == 200
        return Look(asked, time.monotonic(), word, is_ok, words, " ".join(health.get("warnings", ())))

    def _ask(self, path: str) -> tuple[int, Any]:
        with closing(HTTPConnection(self._host, timeout=LOOK_TIMEOUT_SECONDS)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, msgspec.json.decode(answer.read())


def measured_rate(load: Load, sinks: SoakSinks) -> float:
    """Messages a second that this machine sends when it gets as many events as it takes. Raises RuntimeError."""
    pairs, begun = load.bodies(MEASURED // AT_ONCE), time.monotonic()
    load.post([body for _, body in pairs])
    load.accepted.update(number for numbers, _ in pairs for number in numbers)
    while len(sinks.numbers()) < MEASURED:
        if time.monotonic() > begun + PATIENCE_SECONDS:
            raise RuntimeError(f"only {len(sinks.numbers())} of {MEASURED} messages came")
        time.sleep(0.05)
    return MEASURED / (time.monotonic() - begun)
