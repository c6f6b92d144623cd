"""No package is crowded, and each opens with what it holds and what it may import."""

from tests.house import packages, ratchet
from tests.house.ratchet import stale
from tests.house.source import Finding, modules, read, report


def test_no_package_is_crowded() -> None:
    findings = packages.crowded(modules())
    assert not findings, report(findings, "Divide the package by the things that it holds.")


def test_every_package_says_what_it_may_import() -> None:
    held, today = ratchet.reasons("silent_packages"), packages.silent(modules())
    findings = [Finding(folder, 'does not say "May import: ..." in its __init__.py') for folder in today - set(held)]
    findings += stale(set(held), today, "silent_packages")
    advice = "Open the package with a line on what it holds; `python -m tests.house.packages` prints the other line."
    assert not findings, report(findings, advice)


def test_what_a_package_says_of_its_imports_is_true() -> None:
    rooms = {folder.split("/")[0] for folder in packages.openings(modules())}
    findings = packages.breaches(modules(), {room: packages.below(room) for room in rooms})
    assert not findings, report(findings, "`python -m tests.house.packages` prints what is imported today.")


def test_a_crowd_is_seen() -> None:
    crowd = [read(f"model/m{number}.py", "") for number in range(packages.MODULES_MAX + 1)]
    assert [finding.where for finding in packages.crowded(crowd)] == ["model"]
    assert not packages.crowded([*crowd[1:], read("model/__init__.py", "")])


def test_a_silent_package_is_seen() -> None:
    texts = {"one": '"""Nouns."""\n', "two": '"""Nouns.\n\nMay import: nothing of the house.\n"""\n', "three": ""}
    assert packages.silent([read(f"{name}/__init__.py", text) for name, text in texts.items()]) == {"one", "three"}


def test_an_import_that_is_not_named_and_a_name_that_is_not_allowed_are_seen() -> None:
    source = [
        read("learning/lift/__init__.py", '"""Lift.\n\nMay import: learning.stats, conditions, api and model.\n"""\n'),
        read("learning/lift/rules.py", "from loopline.learning.stats.moments import Arm\nfrom loopline import ports\n"),
    ]
    found = packages.breaches(source, {"learning": {"conditions", "model"}})
    assert {finding.what for finding in found} == {
        "imports ports, which its opening does not name",
        "names api, which .importlinter does not allow",
    }


def test_the_layers_are_read_from_the_contract() -> None:
    assert packages.below("conditions") == {"model"}
    assert "conditions" in packages.below("decisions") and "signals" not in packages.below("decisions")
