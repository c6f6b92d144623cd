"""The refused rows of an import as a file that people open."""

import csv
from pathlib import Path

from loopline.signals.imports.rows import RefusedRow
from loopline.studio.imports.schemas import ImportView, NewImport
from loopline.studio.imports.shelf import ImportShelf, KeptImport


def test_no_cell_of_the_refused_rows_is_a_formula(tmp_path: Path) -> None:
    shelf, asked = ImportShelf(tmp_path), NewImport(name="x.csv", sha256="0" * 64, size=1)
    view = ImportView(
        id="0" * 32, name="x.csv", kind="people", state="running", silent=True, size=1, received=1, by="", created_at=1
    )
    kept = KeptImport(asked, view)
    shelf.save(kept)
    shelf.add_refused(kept, [RefusedRow(2, "=cmd|1", "\t=1\n+1", "@odd", "row_cell")])
    with shelf.refused(view.id).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    assert rows[1] == ["2", "'=cmd|1", "'\t=1 +1", "'@odd", "row_cell"]
