"""A line that cannot be read costs itself alone; a store that refuses costs nothing."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from loopline.model.errors import Unavailable
from loopline.runtime.upkeep import fact_chunks
from loopline.runtime.upkeep.fact_chunks import append_next, append_readable
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.memory import MemoryState
from loopline.storage.memory_quarantine import MemoryQuarantine

GOOD = b'{"kind":"event","person":"ann","at":1000,"name":"kept"}\n'
BAD = b'{"kind":"event","person":"ann","at":1000,"na\xff\xfe\n'


@pytest.mark.parametrize(
    ("chunks", "kept", "aside"),
    [
        ([GOOD, GOOD], 2, []),
        ([GOOD, GOOD + BAD + GOOD, GOOD], 4, [BAD]),
        ([GOOD, BAD], 1, [BAD]),
        ([b"\x00\x01", BAD + b"{}{", GOOD], 1, [b"\x00\x01", BAD + b"{}{"]),
    ],
)
def test_only_bad_lines_are_set_aside_and_the_file_knows_every_chunk(
    tmp_path: Path, chunks: list[bytes], kept: int, aside: list[bytes]
) -> None:
    facts, quarantine, faults = (
        DuckFacts(tmp_path / "facts.duckdb"),
        MemoryQuarantine(lambda _: None),
        list[Exception](),
    )
    append_readable(facts, list(enumerate(chunks, 1)), quarantine, faults.append)
    assert facts.query("SELECT count(*) FROM facts WHERE name = 'kept'") == [(kept,)]
    assert facts.exported() == len(chunks)
    assert [one.item.payload for one in quarantine.items(0, 9)] == aside
    assert len(faults) == len(aside)
    facts.close()


TOLD = b'{"kind":"event","person":"ann","at":1000,"name":"kept","data":{"plan":"pro"}}\n'


def test_what_a_good_line_carries_is_kept_beside_a_bad_one(tmp_path: Path) -> None:
    facts, quarantine = DuckFacts(tmp_path / "facts.duckdb"), MemoryQuarantine(lambda _: None)
    append_readable(facts, [(1, TOLD + BAD + TOLD)], quarantine, lambda _: None)
    assert facts.query("SELECT data->>'plan' FROM facts") == [("pro",), ("pro",)]
    assert [one.item.payload for one in quarantine.items(0, 9)] == [BAD]
    facts.close()


def _waiting(chunks: list[bytes]) -> MemoryState:
    state = MemoryState()
    for lines in chunks:
        state._keep(lines)
    return state


@pytest.mark.parametrize("bytes_max", [1, 70, 400, 1 << 20])
@pytest.mark.parametrize("chunks_max", [1, 2, 9])
def test_a_chunk_of_any_size_arrives_whole_and_its_bad_lines_are_set_aside(chunks_max: int, bytes_max: int) -> None:
    chunks = [TOLD * 2, GOOD + BAD + TOLD * 9 + BAD, TOLD, b"{}{\x00", GOOD.rstrip(b"\n")]
    state, facts, faults = _waiting(chunks), DuckFacts(), list[Exception]()
    last, left = 0, True
    while left:
        last, left = append_next(state, facts, last, chunks_max, bytes_max, faults.append)
    assert (last, facts.exported()) == (5, 5)
    assert facts.query("SELECT number, count(*) FROM facts GROUP BY number ORDER BY number")[-1] == (5, 1)
    assert facts.query("SELECT count(*), count(data) FROM facts") == [(14, 12)]
    aside = [(one.item.name, one.item.payload) for one in state.quarantine.items(0, 9)]
    assert aside == [("2", BAD + BAD), ("4", b"{}{\x00")] and len(faults) == 2
    facts.close()


def test_of_what_cannot_be_read_a_bounded_part_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fact_chunks, "KEPT_BYTES_MAX", 3 * len(BAD))
    state, facts = _waiting([(GOOD + BAD) * 8]), DuckFacts()
    append_next(state, facts, 0, 9, len(GOOD + BAD), lambda _: None)
    (one,) = state.quarantine.items(0, 9)
    assert one.item.payload == BAD * 3 and "8 lines of chunk 1 " in one.item.reason and " 5 of them " in one.item.reason
    assert facts.query("SELECT count(*) FROM facts") == [(8,)]
    facts.close()


def test_another_file_that_takes_the_place_gets_the_chunk_from_its_beginning() -> None:
    """Facts that were rebuilt may take the place while a big chunk is half read."""
    files, swapped = [DuckFacts(), DuckFacts()], list[int]()
    state = _waiting([TOLD * 40])
    guarded = GuardedFacts(lambda: files[len(swapped)], lambda: True, state, lambda _: None)

    def swap(chunks: Iterable[tuple[int, bytes]], shard: int = 0) -> None:
        assert next(iter(chunks))
        swapped.append(1)
        guarded.replace(lambda: None)
        raise Unavailable("facts_failed", "closed")

    files[0].append_many = swap  # type: ignore[method-assign]
    assert append_next(state, guarded, 0, 9, 200, lambda _: None) == (1, False)
    assert guarded.query("SELECT count(*) FROM facts") == [(40,)]
    guarded.close()


@pytest.mark.parametrize("fault", [OSError(28, "No space left"), MemoryError(), Unavailable("facts_failed", "full")])
def test_a_store_that_refuses_sets_nothing_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    facts, quarantine, faults = (
        DuckFacts(tmp_path / "facts.duckdb"),
        MemoryQuarantine(lambda _: None),
        list[Exception](),
    )

    def refuse(*_: object) -> None:
        raise fault

    monkeypatch.setattr(facts, "_insert", refuse)
    with pytest.raises(type(fault)):
        append_readable(facts, [(1, GOOD), (2, BAD)], quarantine, faults.append)
    assert (quarantine.items(0, 9), faults, facts.exported()) == ([], [], 0)
    facts.close()
