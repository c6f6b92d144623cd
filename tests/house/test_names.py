"""A public name stands once and somebody uses it, and a sentence begins with its subject."""

import pytest

from tests.house import names, ratchet
from tests.house.ratchet import grown, stale
from tests.house.source import Finding, classes_at_entry_points, modules, read, report


def test_a_public_name_stands_once() -> None:
    held, today = ratchet.reasons("repeated"), names.repeated(modules())
    findings = [Finding(name, f"is defined in {', '.join(paths)}") for name, paths in today.items() if name not in held]
    findings += stale(set(held), set(today), "repeated")
    advice = "Name each for what it is, or say in ratchet.json (repeated) why both are the same thing."
    assert not findings, report(findings, advice)


def test_a_public_name_is_used_by_the_package() -> None:
    held, today = ratchet.reasons("unused"), names.unused(modules(), classes_at_entry_points())
    findings = [Finding(key, "is used by no line of the package") for key in today - set(held)]
    findings += stale(set(held), today, "unused")
    advice = "Delete it, move it to the tests that need it, or say in ratchet.json (unused) who needs it."
    assert not findings, report(findings, advice)


def test_a_sentence_begins_with_its_subject() -> None:
    held, today = ratchet.sizes("openings"), ratchet.openings()
    findings = grown(today, held, 0)
    findings += stale(set(held), set(today), "openings")
    places = [finding for module in modules() for finding in names.bad_openings(module)]
    shown = [place for place in places if place.where.split(":")[0] in {finding.where for finding in findings}]
    advice = "Subject first (STYLE, English): say what the thing is or does. Then run `python -m tests.house.ratchet`."
    assert not findings, report(findings + shown, advice)


def test_a_name_that_stands_twice_is_seen() -> None:
    one = read("model/one.py", "class Arm: ...\ndef put(): ...\ndef _own(): ...\n")
    two = read("learning/two.py", "class Arm: ...\ndef put(): ...\ndef _own(): ...\n")
    commands = read("__main__.py", "def put(): ...\n")
    assert names.repeated([one, two, commands]) == {
        "Arm": ["model/one.py", "learning/two.py"],
        "put": ["model/one.py", "learning/two.py"],
    }


@pytest.mark.parametrize(
    "use",
    ["one.put()", "put()", 'x: "put"', "from loopline.model.one import put as act", "run(put)"],
)
def test_a_name_that_is_used_is_left_alone(use: str) -> None:
    one = read("model/one.py", "def put(): ...\n")
    assert names.unused([one, read("app.py", use)]) == set()


def test_a_name_that_only_tests_use_is_seen() -> None:
    one = read("model/one.py", "def put(): ...\n@app.get('/')\ndef page(): ...\n")
    assert names.unused([one, read("app.py", "from loopline.model.one import put\n")]) == {"model/one.py::put"}


@pytest.mark.parametrize(
    "text",
    [
        '"""Who asked while a write was on its way shares the next."""\n',
        '"""A cache. Whom it misses, it asks."""\n',
        'X = 1\n"""What became of a message."""\n',
        "x = 1  # Whoever comes late waits\n",
        "# A line, and\n# more. Whose turn it is decides the rest.\nx = 1\n",
    ],
)
def test_a_sentence_that_begins_badly_is_seen(text: str) -> None:
    assert len(list(names.bad_openings(read("model/planted.py", text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '"""Detects link scanners, who follow every link."""\n',
        '"""What a report counts. Who answers? The API."""\n',
        'x = "Who asked while a write was on its way shares the next."\n',
        '"""The WHO is a name; Whole numbers agree."""\n',
    ],
)
def test_other_sentences_are_left_alone(text: str) -> None:
    assert not list(names.bad_openings(read("model/planted.py", text)))
