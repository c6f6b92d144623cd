"""One write key cannot fill memory or disk by one person, nor leave behind a folder with which no server starts."""

import signal
from pathlib import Path

import msgspec
from msgspec import Struct

from loopline.model.person import Person
from loopline.model.records import Record
from loopline.model.signal import TraitsChanged
from loopline.runtime.engine.cache import encode
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.state import SqlState
from tests.cli.served import Server
from tests.contracts.made import fact, transaction
from tests.simulation import fat_person

NOW = 1_772_366_400_000


def test_a_flood_of_big_traits_costs_little_and_a_restart_passes_it(tmp_path: Path) -> None:
    """A tenth of the whole flood; `python -m tests.simulation.fat_person` is the whole of it."""
    found = fat_person.run(tmp_path / "data", 90, 6)
    assert (found.traits, found.position) == (2, 90)
    assert found.quality == 88, "each that did not fit is named in a fact"
    assert found.peak < 600 * fat_person.MEGABYTE
    assert found.disk < 24 * fat_person.MEGABYTE, "about what was sent: 3 MB in the log, and again in what is kept"


def test_a_flood_of_values_that_cannot_be_packed_makes_many_people_fat_and_the_server_not(tmp_path: Path) -> None:
    found = fat_person.run(tmp_path / "data", 300, 20, people=60)
    assert (found.traits, found.position, found.quality) == (2, 300, 3)
    assert found.peak < 600 * fat_person.MEGABYTE
    assert found.disk < 100 * fat_person.MEGABYTE, "9 MB were sent, and half of it had room"


def test_a_folder_whose_log_holds_the_poison_undecided_is_passed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    _append(folder)
    found = _passed(folder, fat_person.ADDRESS_SPACE_KB)
    assert found.peak < 600 * fat_person.MEGABYTE and found.traits == 2


def test_a_folder_whose_state_and_facts_hold_it_too_is_passed(tmp_path: Path) -> None:
    """A person of 12 MB, a chunk of facts that says all of it nine times over, and more of the same undecided."""
    folder = tmp_path / "data"
    folder.mkdir()
    _append(folder)
    traits = {f"t{n}": "x" * fat_person.TRAIT_BYTES for n in range(400)}
    whole = msgspec.json.encode({"traits": traits, "account": "", "account_traits": {}, "lists": [], "consent": {}})
    facts = [fact("fat", "person", 1, seq, whole.decode()) for seq in range(1, 10)]
    state = SqlState(folder / "state.db")
    record = Record("fat", encode(Person(key="fat", traits=traits, first_seen_at=NOW)))
    state.commit(transaction(state.take_ownership(), 1, records=[record], facts=facts))
    state.close()
    # The file of 110 MB is mapped by each connection, which counts as address space.
    found = _passed(folder, 2 * fat_person.ADDRESS_SPACE_KB)
    assert found.traits == 400, "what an earlier version stored is not taken away"


class Passed(Struct, frozen=True):
    """How a server stood, once it was level and had been killed and started again."""

    peak: int
    traits: int


def _append(folder: Path) -> None:
    log = SqlLog(folder / "log.db")
    log.append([[_stated(n) for n in range(60)], [_stated(n) for n in range(60, 120)]])
    log.close()


def _passed(folder: Path, address_space: int) -> Passed:
    server = Server(folder, address_space=address_space)
    try:
        fat_person.level(server)
        peak = fat_person.peak(server)
        assert server.ask("GET", "/api/health").json()["position"] == 120
        traits = server.ask("GET", "/api/people/fat").json()["traits"]
        server.stop(signal.SIGKILL)
        server = Server(folder, address_space=address_space)
        fat_person.level(server)
        assert server.ask("GET", "/api/health").json()["status"] == "ok"
        return Passed(peak, len(traits))
    finally:
        server.stop()


def _stated(number: int) -> TraitsChanged:
    traits = {f"new{number}": "y" * fat_person.TRAIT_BYTES}
    return TraitsChanged(key="fat", id=f"m{number}", at=NOW, received_at=NOW, traits=traits)
