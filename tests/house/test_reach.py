"""No dead files: every module is reached by imports from the command line."""

import pytest

from tests.house import ratchet
from tests.house.ratchet import stale
from tests.house.source import PACKAGE, Finding, modules, report, unreached

pytestmark = pytest.mark.skipif(
    not ((PACKAGE / "app.py").is_file() and (PACKAGE / "__main__.py").is_file()),
    reason="app.py and __main__.py, which wire the house, are not written yet",
)


def test_every_module_is_reached_from_the_command_line() -> None:
    held, today = ratchet.reasons("unreached"), set(unreached())
    findings = [Finding(path, "is imported by nothing that the command line reaches") for path in today - set(held)]
    findings += stale(set(held), today, "unreached")
    advice = "Wire it, delete it, or say in ratchet.json (unreached) who loads it, such as a migration tool."
    assert not findings, report(findings, advice)


def test_the_graph_knows_the_package() -> None:
    assert len(unreached()) < len(modules()), "the import graph saw nothing, so it proves nothing"
