"""Items in files: each good line is an item, each bad one is told with its number, whatever is around it."""

from pathlib import Path

import pytest

from loopline.cli.catalog import files as module
from loopline.cli.catalog.files import BadLine, items_in
from loopline.model.catalogs.documents import Catalog, CatalogField
from loopline.model.errors import Invalid

SHOP = Catalog(
    id="shop",
    fields={
        "n": CatalogField(type="number"),
        "is": CatalogField(type="boolean"),
        "of": CatalogField(type="list"),
        "t": CatalogField(),
    },
)


def read(tmp_path: Path, name: str, text: str) -> list[object]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [(one.line, one.code) if isinstance(one, BadLine) else one for one in items_in(path, SHOP)]


def test_a_table_has_a_header_and_cells_of_their_types(tmp_path: Path) -> None:
    rows = [
        "id,n,is,of,t",
        'a,1,yes,"[1, 2]","two\nlines"',
        "b,1.5,no,,007",
        "c,nan,,,",
        "d,,perhaps,,",
        "",
        "e,1,yes,[],x,more",
        "f",
    ]
    assert read(tmp_path, "items.csv", "\ufeff" + "\n".join(rows)) == [
        (2, {"id": "a", "n": 1, "is": True, "of": [1, 2], "t": "two\nlines"}),
        (4, {"id": "b", "n": 1.5, "is": False, "t": "007"}),
        (5, "item_type"),
        (6, "item_type"),
        (8, "row_unreadable"),
        (9, {"id": "f"}),
    ]


@pytest.mark.parametrize("header", ["", "n,t", "id,id", "id,,n"])
def test_a_table_without_a_header_is_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(Invalid, match="import_header"):
        read(tmp_path, "items.csv", header + "\na,b\n")


def test_a_line_an_item_is_read_whatever_its_neighbours_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINE_BYTES_MAX", 40)
    lines = ['{"id": "a"}', "", "no", "[1]", '{"id": "' + "x" * 100 + '"}', '{"id": "b"}']
    assert read(tmp_path, "items.jsonl", "\n".join(lines)) == [
        (1, {"id": "a"}),
        (3, "item_form"),
        (4, "item_form"),
        (5, "item_large"),
        (6, {"id": "b"}),
    ]


def test_a_list_is_read_whole(tmp_path: Path) -> None:
    assert read(tmp_path, "items.json", '[{"id": "a"}, 5]') == [(1, {"id": "a"}), (2, "item_form")]
    for text in ("{}", "no"):
        with pytest.raises(Invalid, match="item_form"):
            read(tmp_path, "items.json", text)
    with pytest.raises(Invalid, match="file_kind"):
        read(tmp_path, "items.xlsx", "")
