"""What is measured of a person's past: figures for each number of ids, with and without a window, and on disk."""

from pathlib import Path

from pytest import approx

from loopline.bench.growth.past import KEPT_EVENTS, SEEN_IDS, WINDOWED, hot_person, record_size, seen_ids
from loopline.decisions.checks.findings import CheckContext
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import read_document
from tests.bench.growth.sane import checked, small_ground


def test_a_step_has_figures_for_each_number_of_ids(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(seen_ids(ground))
    for ids in SEEN_IDS:
        for what in ("cpu_us", "wall_us", "bytes", "read_cpu_us"):
            assert found[f"seen_{ids}_{what}_per_event"].value > 0
    of = {name: one.value for name, one in found.items()}
    assert of["seen_bytes_ratio"] == approx(of["seen_4096_bytes_per_event"] / of["seen_64_bytes_per_event"])
    assert {"seen_cpu_ratio", "seen_wall_ratio"} <= found.keys()


def test_a_hot_person_is_measured_with_and_without_a_window(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        of = {name: one.value for name, one in checked(hot_person(ground)).items()}
    assert of["hot_person_window_ratio"] == approx(
        of["hot_person_window_cpu_us_per_event"] / of["hot_person_cpu_us_per_event"]
    )


def test_the_window_is_one_that_may_be_published() -> None:
    faults = check_document(read_document(WINDOWED), CheckContext())
    assert [fault for fault in faults if fault.severity == "error"] == []


def test_a_person_takes_room_on_disk(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        of = {name: one.value for name, one in checked(record_size(ground)).items()}
    whole = of.pop("record_bytes_per_person")
    assert 100 < whole < 100_000 and sum(of.values()) == approx(whole), "its parts are all of it"
    ids = of["record_tail_bytes_per_person"] + of["record_pages_bytes_per_person"]
    assert ids == 8 * (KEPT_EVENTS + 3), "of each event, of what made her known, and two of what an address is asked"
