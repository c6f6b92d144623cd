"""No dead files: every module is reached by imports from the command line, or from an entry point."""

from tests.house import ratchet
from tests.house.ratchet import stale
from tests.house.source import Finding, modules, report, unreached


def test_every_module_is_reached_from_the_command_line() -> None:
    held, today = ratchet.reasons("unreached"), set(unreached())
    findings = [Finding(path, "is reached by no import from the command line") for path in today - set(held)]
    findings += stale(set(held), today, "unreached")
    advice = "Wire it, delete it, or say in ratchet.json (unreached) who loads it, such as a migration tool."
    assert not findings, report(findings, advice)


def test_the_graph_knows_the_package() -> None:
    assert len(unreached()) < len(modules()), "the import graph saw nothing, so it proves nothing"
