"""The package is held to the rules of the house, with the ratchet for what is not yet good."""

import pytest

from tests.house import checks, ratchet
from tests.house.ratchet import Check, grown, stale
from tests.house.source import CORE, PACKAGE, Finding, modules, report

LOWER = "Then run `python -m tests.house.ratchet`."


def test_modules_stay_small() -> None:
    held = ratchet.sizes("module_lines")
    findings = grown(ratchet.big_modules(), held, checks.MODULE_LINES)
    findings += stale(set(held), set(ratchet.big_modules()), "module_lines")
    assert not findings, report(findings, f"Split the module by the things that it holds. {LOWER}")


def test_no_module_passes_the_hard_limit() -> None:
    findings = [
        Finding(path, f"{lines} lines; never more than {checks.MODULE_LINES_HARD}")
        for path, lines in {**ratchet.big_modules(), **ratchet.sizes("module_lines")}.items()
        if lines > checks.MODULE_LINES_HARD
    ]
    assert not findings, report(
        findings, "The ratchet does not help here: split the module by the things that it holds."
    )


def test_functions_stay_small() -> None:
    held = ratchet.sizes("function_lines")
    findings = grown(ratchet.big_functions(), held, checks.FUNCTION_LINES)
    findings += stale(set(held), set(ratchet.big_functions()), "function_lines")
    assert not findings, report(findings, f"Give each step of the function a name of its own. {LOWER}")


def test_every_module_has_its_test_file() -> None:
    held, today = ratchet.reasons("unmirrored"), ratchet.unmirrored()
    findings = [Finding(path, f"has no {checks.mirror_of(path)}") for path in today - set(held)]
    findings += stale(set(held), today, "unmirrored")
    advice = "Write the test file there, or say in ratchet.json (unmirrored) which test proves the module instead."
    assert not findings, report(findings, advice)


def test_one_word_for_one_thing() -> None:
    held, today = ratchet.reasons("words"), ratchet.spoken()
    findings = [
        finding for module in modules() for key, finding in checks.other_words(module) if key not in held
    ] + stale(set(held), today, "words")
    advice = "Take our word; other protocols' words are spoken in api/dialects only. A term of a standard goes into "
    assert not findings, report(findings, advice + "ratchet.json (words), with the reason.")


@pytest.mark.parametrize(
    ("check", "advice"),
    [
        pytest.param(checks.docstring, "Open the file with one line that says what it holds.", id="docstrings"),
        pytest.param(checks.empty_name, "Name the module for the thing that it holds.", id="names"),
        pytest.param(checks.calls, "See STYLE: time, chance, I/O and configuration come in as values.", id="calls"),
        pytest.param(checks.unordered_loops, "A replay must give the same facts, byte for byte.", id="order"),
    ],
)
def test_rules_without_exceptions(check: Check, advice: str) -> None:
    findings = [finding for module in modules() for finding in check(module)]
    assert not findings, report(findings, advice)


def test_every_exception_of_the_ratchet_has_a_reason() -> None:
    for section in ratchet.WITH_REASONS:
        for key, why in ratchet.reasons(section).items():
            assert len(why.split()) >= 3, f"{section}: {key} needs a reason, not {why!r}"


def test_the_rooms_are_there() -> None:
    assert {path.name for path in PACKAGE.iterdir()} >= set(CORE), "a room of the house is missing"
    assert len(modules()) > len(CORE), "the tests of the house see no modules, so they prove nothing"
