"""A line that cannot be read costs itself alone; a store that refuses costs nothing."""

from pathlib import Path

import pytest

from loopline.model.errors import Unavailable
from loopline.runtime.upkeep.fact_chunks import append_readable
from loopline.storage.duckdb.facts import DuckFacts
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
