"""Logs: a JSON line an entry, from the set level on, with the trace of a fault and nothing on standard output."""

import json
import logging
import subprocess
import sys

import pytest

from loopline.logs import PlainLine

SPEAKS = """
import sys, logging
from loopline.logs import log, set_up_logs
set_up_logs(sys.argv[1])
log.debug("a detail"); log.info("started", folder="data"); log.warning("odd"); log.error("bad", where="loop")
try:
    raise ValueError("the cause")
except ValueError as error:
    log.error("fault", exc_info=error)
logging.getLogger("another.library").info("chatter")
logging.getLogger("another.library").warning("a real warning")
"""


def said(level: str) -> tuple[list[dict[str, str]], list[str]]:
    """The JSON lines of ours, and the other lines."""
    done = subprocess.run([sys.executable, "-c", SPEAKS, level], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")], [x for x in lines if not x.startswith("{")]


@pytest.mark.parametrize(
    ("level", "events"),
    [
        ("debug", ["a detail", "started", "odd", "bad", "fault"]),
        ("info", ["started", "odd", "bad", "fault"]),
        ("warning", ["odd", "bad", "fault"]),
        ("error", ["bad", "fault"]),
    ],
)
def test_from_the_level_on(level: str, events: list[str]) -> None:
    ours, others = said(level)
    assert [line["event"] for line in ours] == events
    assert not [line for line in others if "chatter" in line], "other libraries only warn"
    assert bool([line for line in others if "a real warning" in line]) == (level != "error")


def test_a_line_says_when_how_bad_and_what() -> None:
    ours, _ = said("info")
    assert (ours[0]["level"], ours[0]["folder"]) == ("info", "data")
    assert ours[0]["timestamp"].endswith("Z")
    assert "ValueError: the cause" in ours[-1]["exception"]


def test_a_terminal_shows_plain_lines() -> None:
    record = logging.makeLogRecord(
        {"created": 1.5, "levelname": "INFO", "msg": "started", "fields": {"folder": "data"}}
    )
    assert PlainLine().format(record) == "1970-01-01T00:00:01.500000Z [info   ] started folder=data"
