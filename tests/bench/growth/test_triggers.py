"""Ways in of every kind, asked of many: the documents are good ones, and waits are read from what was seen."""

from pathlib import Path

from loopline.bench.growth.triggers import JOURNEY, WAYS, Glance, waits_of, ways_in
from loopline.decisions.checks.findings import CheckContext
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import read_document
from tests.bench.growth.sane import checked, small_ground


def test_what_was_accepted_waits_until_it_is_seen_decided() -> None:
    looks = [Glance(10.0, 100, 50), Glance(11.0, 120, 60), Glance(12.0, 150, 0), Glance(15.0, 170, 10)]
    assert waits_of(looks) == [12.0 - 10.0, 12.0 - 11.0, 0.0], "the last look has not seen its own end"


def test_every_way_in_may_be_published() -> None:
    for number, way in enumerate(WAYS):
        faults = check_document(read_document(JOURNEY.format(number=number, way=way)), CheckContext())
        wrong = [one for one in faults if one.severity == "error" and one.code != "segment_unknown"]
        assert wrong == [], way


def test_many_are_asked_on_a_server(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(ways_in(ground))
    of = {name: one.value for name, one in found.items()}
    assert of["ways_asked_s"] > 0.0
    assert of["ways_change_p50_ms"] <= of["ways_change_p99_ms"]
    assert of["ways_lapse_p50_ms"] <= of["ways_lapse_p99_ms"]
