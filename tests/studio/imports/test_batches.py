"""Batches of rows: each good one's signals, each bad one's refusal, numbered as they stand in the file."""

from loopline.model.signal import TraitsChanged
from loopline.signals.imports.mapping import MappedColumn
from loopline.signals.imports.rows import BadRow, RowReader
from loopline.studio.imports.batches import BATCH_ROWS, read_some
from loopline.studio.imports.csv_rows import Read


def test_a_batch_holds_the_good_rows_and_names_the_bad_ones() -> None:
    columns = (MappedColumn("id", "user_id", "text"), MappedColumn("n", "n", "number"))
    reader = RowReader("people", columns, {}, "i", 1, "me", lambda *_: [], silent=True)
    cut = BadRow("", "x", "2 cells, not 1", "row_cells")
    given: list[Read] = [(2, {"id": "a", "n": "1"}), (3, cut), (4, {"id": "b", "n": "?"}), (5, {"id": "c", "n": ""})]
    rows = iter(given)
    found = read_some(rows, reader, 10, 2)
    assert found.rows == 4
    assert [(one.key, one.id, one.traits) for one in found.signals if isinstance(one, TraitsChanged)] == [
        ("a", "import/i/10", {"n": 1}),
        ("c", "import/i/13", {}),
    ]
    assert [(one.line, one.column, one.code) for one in found.refused] == [(3, "", "row_cells"), (4, "n", "row_cell")]
    assert read_some(rows, reader, 14, 2).rows == 0
    many = ((n, {"id": str(n)}) for n in range(2 * BATCH_ROWS))
    assert read_some(many, reader, 0, 2).rows == BATCH_ROWS
