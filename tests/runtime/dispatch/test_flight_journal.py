"""The journal of what is in the air: what a killed process had written is believed, and nothing else is."""

import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from loopline.model.errors import LooplineError, Unavailable
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown
from loopline.runtime.dispatch import flight_journal
from loopline.runtime.dispatch.flight_journal import NAME, FlightJournal, boot_of_this_machine, outcome_left
from tests.delivery.messages import dispatch
from tests.runtime.dispatch.rows import row

BOOT = "this-boot"


def mail(key: str) -> Dispatch:
    return dispatch(key, Rendered(subject="Hi"))


def left(folder: Path, boot: str = BOOT) -> dict[str, str]:
    """What another process finds."""
    return {key: entry.stage for (key, _), entry in FlightJournal(folder, boot).left_behind().items()}


@pytest.fixture
def journal(tmp_path: Path) -> FlightJournal:
    made = FlightJournal(tmp_path, BOOT)
    made.begin()
    return made


def test_each_attempt_is_known_as_far_as_it_came(tmp_path: Path, journal: FlightJournal) -> None:
    journal.announced([row(key, "n") for key in ("a", "b", "c", "d", "e")])
    for key in ("b", "c", "d", "e"):
        journal.handed(mail(key))
    outcomes: dict[str, Outcome] = {"c": Accepted("id-1"), "d": Refused("x", "No."), "e": Unknown("Silence.")}
    for key, outcome in outcomes.items():
        journal.answered(mail(key), outcome)
    assert left(tmp_path)["e"] == "handed", "an answer is written with the next message that leaves"
    journal.handed(mail("b"))
    assert left(tmp_path) == {"a": "announced", "b": "handed", "c": "accepted", "d": "refused", "e": "unknown"}
    found = FlightJournal(tmp_path, BOOT).left_behind()
    kinds = [type(outcome_left(found[key, 1])) for key in ("a", "b", "c", "d", "e")]
    assert kinds == [Deferred, Unknown, Accepted, Refused, Unknown]
    accepted = outcome_left(found["c", 1])
    assert isinstance(accepted, Accepted) and accepted.provider_id == "id-1"
    assert outcome_left(None) is None
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_another_boot_another_version_and_a_torn_file_are_not_believed(tmp_path: Path, journal: FlightJournal) -> None:
    journal.announced([row("a", "n")])
    journal.handed(mail("a"))
    path = tmp_path / NAME
    whole = path.read_bytes()
    assert left(tmp_path, "another-boot") == {} and left(tmp_path, "") == {}
    for torn in (
        b"",
        whole[10:],
        whole.replace(b"[1,", b"[2,"),
        whole.replace(b"announced", b"anno\xffnced"),
        b"\0" * 99,
    ):
        path.write_bytes(torn)
        assert left(tmp_path) == {}, torn
    path.write_bytes(whole[:-5])  # the last line was being written: what it announced had not begun
    assert left(tmp_path) == {"a": "announced"}
    path.unlink()
    assert left(tmp_path) == {}


def test_it_stays_small_and_keeps_what_is_open(
    tmp_path: Path, journal: FlightJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flight_journal, "BYTES_MAX", 2_000)
    stays = row("stays", "n")
    journal.announced([stays])
    journal.handed(mail("stays"))
    for number in range(500):
        one = row(f"m{number}", "n")
        journal.announced([one])
        journal.handed(mail(f"m{number}"))
        journal.answered(mail(f"m{number}"), Accepted())
        journal.settled([one])
    assert (tmp_path / NAME).stat().st_size < 4_000
    assert left(tmp_path)["stays"] == "handed"
    journal.close()
    assert (tmp_path / NAME).exists(), "something is still in the air"
    journal.begin()
    journal.close()
    assert not (tmp_path / NAME).exists()


@contextmanager
def no_room(size: int) -> Iterator[None]:
    """No file of this process may grow beyond this, as when a disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_is_full_makes_it_forget_rather_than_lie(tmp_path: Path, journal: FlightJournal) -> None:
    rows = [row(f"m{number}", "n") for number in range(3)]
    journal.announced(rows)
    assert set(left(tmp_path).values()) == {"announced"}
    with no_room((tmp_path / NAME).stat().st_size + 3):
        journal.handed(mail("m0"))  # no room for the line: that it was only announced is no longer true
        assert left(tmp_path) == {}
        journal.handed(mail("m1"))
        assert left(tmp_path) == {}
    journal.announced([row("late", "n")])
    assert left(tmp_path) == {"m0": "handed", "m1": "handed", "m2": "announced", "late": "announced"}


def test_a_journal_that_cannot_be_written_is_not_kept(tmp_path: Path) -> None:
    journal, place = FlightJournal(tmp_path, BOOT), (tmp_path / NAME).with_suffix(".new")
    place.mkdir()
    journal.begin()
    journal.announced([row("a", "n")])
    assert not journal.is_kept
    place.rmdir()
    journal.announced([row("a", "n")])
    assert journal.is_kept


def test_without_a_boot_nothing_is_written(tmp_path: Path) -> None:
    journal = FlightJournal(tmp_path, "")
    journal.begin()
    journal.announced([row("a", "n")])
    journal.handed(mail("a"))
    journal.close()
    assert os.listdir(tmp_path) == []
    assert boot_of_this_machine() == boot_of_this_machine()


@pytest.mark.anyio
async def test_nothing_is_handed_over_while_nobody_knows_whether_we_own_the_record(tmp_path: Path) -> None:
    faults: list[LooplineError] = []

    def ensure_sure() -> None:
        for fault in faults:
            raise fault

    journal = FlightJournal(tmp_path, BOOT, 0, ensure_sure)
    journal.begin()
    assert await journal.unsure() is None
    journal.announced([row("a", "n"), row("b", "n")])
    journal.handed(mail("a"))
    faults.append(Unavailable("owner_unsure", "Nobody knows."))
    assert await journal.unsure() is faults[0]
    with pytest.raises(Unavailable):
        journal.handed(mail("b"))
    assert left(tmp_path) == {"a": "handed", "b": "announced"}, "the second one has not begun"
