"""The studio's rule builder says of any condition what the server's own parser reads: text to rows to text."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given

from loopline.conditions.language import compile_condition
from loopline.conditions.parse import parse
from tests.clients.node_client import node
from tests.properties.conditions import conditions

WEB = Path(__file__).parents[2] / "web"
KINDS = re.compile(r'kind: "(\w+)"')


class Builder:
    """The builder in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def spells(self, text: str) -> dict[str, str]:
        """`kept`: nothing was touched. `anew`: every row as if it had been made by hand."""
        asked, answered = self._process.stdin, self._process.stdout
        assert asked and answered
        asked.write(json.dumps(text) + "\n")
        asked.flush()
        said: dict[str, str] = json.loads(answered.readline())
        return said


@contextmanager
def building() -> Iterator[Builder]:
    """Open for one file of tests: its modules are read once."""
    command = [str(node()), str(WEB / "build" / "rules.mjs")]
    with subprocess.Popen(command, cwd=WEB, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Builder(process)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def builder() -> Iterator[Builder]:
    """The builder of the studio."""
    with building() as started:
        yield started


@given(text=conditions())
@example(text='plan != "pro" and (not has(since) or days_since(since) >= 14)')
@example(text='not (vip or not contains(plan, "x")) and seats / ratio >= 0.8 or 1 <= seats <= 5')
@example(
    text='count("order", within="30d", where=amount > 50 and (a == "x, y)" or b)) >= 2 and plan < date("2026-01-31")'
)
@example(text='followed("a", "b", "c", "2d") or received("offers", channel="sms") or score("churn") >= 0.7')
def test_rows_ask_what_the_text_asks(builder: Builder, text: str) -> None:
    spelled = builder.spells(text)
    assert spelled["kept"] == text, "what nobody touched keeps its spelling to the letter"
    assert compile_condition(spelled["anew"]).root == compile_condition(text).root, spelled["anew"]


def test_every_row_made_by_hand_is_accepted_by_the_server() -> None:
    """Each kind of row that the builder has, filled in at random: the server's parser finds nothing wrong with it."""
    command = [str(node()), str(WEB / "build" / "rules.mjs"), "--examples"]
    said = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=True, timeout=60).stdout
    examples = [json.loads(line) for line in said.splitlines()]
    assert {one["text"]: parse(one["text"]).errors for one in examples if parse(one["text"]).errors} == {}
    assert {one["kind"] for one in examples} == set(KINDS.findall((WEB / "src/canvas/rules/row.ts").read_text()))
