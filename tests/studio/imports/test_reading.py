"""The rows of an import from a process of its own: behind any row, in order, with what is wrong with the file."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from loopline.model.errors import Invalid
from loopline.model.signal import TraitsChanged
from loopline.studio.imports.batches import ReadRows
from loopline.studio.imports.open_rows import shape_of
from loopline.studio.imports.reader_process import ReadOrder
from loopline.studio.imports.reading import read_by_process
from loopline.studio.imports.schemas import NewImport

AT = 1_800_000_000_000


def read(path: Path, skip: int, batches: int, *, emptied: bool = False) -> list[ReadRows]:
    shape = shape_of(path, NewImport(name=path.name, sha256="", size=1))
    if emptied:
        path.write_text("")
    told: dict[str, Any] = {"kind": "people", "fixed": {}, "identity": "i", "at": AT, "by": "me", "silent": True}
    order = ReadOrder(path=str(path), shape=shape, skip=skip, **told)

    async def do() -> list[ReadRows]:
        found = []
        async with read_by_process(order) as source:
            for number in range(batches):
                source.ask(AT + number)
                found.append(await source.answer())
        return found

    return asyncio.run(do())


def test_a_process_reads_the_rows_behind_the_first_ones_batch_by_batch(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id,seats\n" + "".join(f"p{n},{'many' if n == 1_500 else n}\n" for n in range(2_400)))
    first, second, third = read(path, 700, 3)
    assert (first.rows, second.rows, third.rows) == (1_000, 700, 0)
    assert [one.line for one in (*first.refused, *second.refused)] == [1_502]
    one, other = first.signals[0], second.signals[-1]
    assert isinstance(one, TraitsChanged) and isinstance(other, TraitsChanged)
    assert (one.key, one.id, one.traits, one.received_at) == ("p700", "import/i/700", {"seats": 700}, AT)
    assert (other.key, other.id, other.received_at) == ("p2399", "import/i/2399", AT + 1)
    assert second.position == path.stat().st_size


def test_what_is_wrong_with_a_file_is_told_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id,seats\np1,1\n")
    with pytest.raises(Invalid, match="import_empty"):
        read(path, 0, 1, emptied=True)
