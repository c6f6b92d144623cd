"""People who wait for an event, or for a time that passes while their record is on the road."""

from collections import Counter
from typing import Any

from loopline.bench.sinks import RunningSinks
from tests.cli.served import Server

PEOPLE = 40
JOURNEY = """
kind: journey
id: hello
owner: growth
entry: {on: [signed_up], reentry: {policy: always}}
goal: {event: bought, within: 14d}
start: first
nodes:
  first: {kind: message, channel: email, content: {subject: 'SEQ{{entry.n}}X', text: Hello}, then: rest}
  rest: {kind: wait, until: {event: came_back}, timeout: 30d, then: second}
  second: {kind: message, channel: email, content: {subject: 'SEQ1{{entry.n}}X', text: Hello}}
"""
LATER = """
kind: journey
id: later
owner: growth
entry: {on: [tried]}
start: rest
nodes:
  rest: {kind: wait, for: 20s, then: third}
  third: {kind: message, channel: email, content: {subject: 'SEQ2{{entry.n}}X', text: Hello}}
"""
"""By each person's number n (1000 and more): n is her first mail, 1n that of those who came back, 2n the later one."""


def reported(served: Server) -> dict[str, Any]:
    """What the journey's report counts."""
    whole = served.ask("GET", "/api/journeys/hello/report").json()
    return {name: whole[name] for name in ("entered", "messaged", "funnel")}


def tracked(served: Server, key: str, event: str, first: int, count: int) -> None:
    for n in range(first, first + count):
        body = {"userId": f"p{n}", "event": event, "properties": {"n": n}, "messageId": f"{event}{n}"}
        assert served.ask("POST", "/v1/track", body, key=key).status_code == 200


def arrived(sinks: RunningSinks) -> Counter[int]:
    return Counter(one.number for one in sinks.arrivals())
