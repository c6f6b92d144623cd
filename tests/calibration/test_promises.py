"""The table of promises: what is called kept, what is not, and a run that goes on where the last one stopped."""

from argparse import Namespace
from pathlib import Path

from tests.calibration.histories import Tally
from tests.calibration.promises import PROMISES, Promise, Seen, state_of
from tests.calibration.table import A_TURN, kept_turns, play, play_turn, promise_line, rows, together

PROMISE = Promise("errs in 5 % at most", ("w",), ("claims",))
POWER = Promise("sees 44 %", ("w",), ("claims",), least=0.44)


def test_a_promise_is_kept_where_all_worlds_show_it_and_none_is_missing() -> None:
    sound = [Seen("one", 20, 2_000), Seen("two", 110, 2_000)]
    assert state_of(PROMISE, sound) == "kept"
    assert state_of(PROMISE, sound, missing=1) == "not enough worlds"
    assert state_of(PROMISE, [Seen("one", 1, 50)]) == "not enough worlds"
    assert state_of(PROMISE, []) == "not enough worlds"


def test_one_world_that_errs_beyond_luck_breaks_it_and_so_do_all_together() -> None:
    assert state_of(PROMISE, [Seen("one", 0, 2_000), Seen("two", 160, 2_000)]) == "not kept"
    assert state_of(PROMISE, [Seen(str(n), 65, 1_000) for n in range(5)]) == "not kept"


def test_power_is_a_promise_of_at_least_so_much() -> None:
    assert state_of(POWER, [Seen("one", 480, 1_000)]) == "kept"
    assert state_of(POWER, [Seen("one", 300, 1_000)]) == "not kept"
    assert state_of(POWER, [Seen("one", 5, 10)]) == "not enough worlds"


def test_every_promise_has_worlds_and_every_world_a_promise() -> None:
    own = list(rows())
    for promise in PROMISES:
        assert any(promise.concerns(row.group, row.name) for row in own), promise.name
    free = {row.group for row in own if not any(one.concerns(row.group, row.name) for one in PROMISES)}
    assert free == {"power, always on, low"}


def test_a_run_goes_on_where_the_last_one_stopped(tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    asked = Namespace(only="changed share", histories=A_TURN, minutes=5.0, kept=kept, jobs=1)
    first = play(asked, [])
    assert len(first) == 2 and kept_turns(kept) == first
    with kept.open("ab") as file:
        file.write(b'{"group":"changed share","na')  # the run was cut off while it wrote
    assert play(asked, kept_turns(kept)) == first, "nothing is played twice"
    more = play(Namespace(**{**vars(asked), "histories": 2 * A_TURN}), kept_turns(kept))
    assert len(more) == 4 and {one.turn for one in more} == {0, 1}
    number = next(at for at, row in enumerate(rows()) if row.group == "changed share")
    assert play_turn((number, 0)) == first[0], "a seed gives the same histories"
    found = together(more)
    assert found["changed share", "planned"].histories == 2 * A_TURN
    line = promise_line(next(one for one in PROMISES if "changed share" in one.groups), found)
    assert f"of {4 * A_TURN}" in line and "2 of 2" in line


def test_no_time_plays_nothing() -> None:
    asked = Namespace(only="arms", histories=A_TURN, minutes=-1.0, kept=None, jobs=1)
    assert play(asked, []) == []
    assert together([]) == {} and Tally().part("claims") == 0
