"""Many people on a server: memory, the cost by their number, and a start after kill -9."""

from pathlib import Path

from pytest import approx

from loopline.bench.growth.crowd import empty_memory, many_people, restart
from tests.bench.growth.sane import checked, small_ground


def test_an_empty_server_has_memory(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(empty_memory(ground))
    assert 10 < found["memory_empty_anonymous_mb"].value < found["memory_empty_mb"].value


def test_many_people_are_set_against_few(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(many_people(ground))
    of = {name: one.value for name, one in found.items()}
    assert of["people_decided_ratio"] == approx(of["people_many_decided_per_s"] / of["people_few_decided_per_s"])
    assert 10 < of["people_many_anonymous_mb"] < of["people_many_peak_mb"]
    assert "2,000 people" in found["people_many_peak_mb"].over


def test_a_killed_server_answers_again_and_becomes_level(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        of = {name: one.value for name, one in checked(restart(ground)).items()}
    assert 0 < of["restart_answer_s"] <= of["restart_level_s"]
