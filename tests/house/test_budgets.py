"""What a browser loads, compressed, stays within the budgets of the studio's design; the figures are printed."""

import gzip
import re
from pathlib import Path
from typing import Final

import pytest

STUDIO: Final = Path(__file__).parents[2] / "src" / "loopline" / "assets" / "studio"
KB: Final = 1024
FIRST_LOAD: Final = {"js": 230 * KB, "css": 45 * KB, "woff2": 48 * KB}
WHOLE: Final = 350 * KB
CHUNKS: Final = {"EditorPage": 110, "echarts": 235, "RichEditor": 180, "CodeEditor": 200}
"""The canvas, the charts, the mail editor and the code editor, each in KB: loaded when they are wanted."""

NAMED: Final = re.compile(r'(?:src|href)="/([^"]+\.(?:js|css))"')
LATIN: Final = "inter-latin-wght-normal-*.woff2"
"""The one font that a page in English or German asks for; the others are loaded with letters that it lacks."""


def compressed(file: Path) -> int:
    """Bytes as the server sends them: a font is packed already."""
    content = file.read_bytes()
    return len(content) if file.suffix == ".woff2" else len(gzip.compress(content, 9))


def first_load() -> dict[str, int]:
    """Bytes of each kind that index.html names, before a page is chosen."""
    page = STUDIO / "index.html"
    named = [STUDIO / name for name in NAMED.findall(page.read_text(encoding="utf-8"))]
    (font,) = (STUDIO / "assets").glob(LATIN)
    found = dict.fromkeys(FIRST_LOAD, 0) | {"html": compressed(page)}
    for file in [*named, font]:
        found[file.suffix[1:]] += compressed(file)
    return found


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """A checkout in which nothing was built measures nothing, and says so."""
    assert (STUDIO / "index.html").is_file(), "build the studio by `make assets` first"


def test_the_first_load_is_small() -> None:
    found = first_load()
    print(f"first load, compressed: {found}, {sum(found.values()) / KB:.0f} KB in all")
    assert {kind: size for kind, size in found.items() if size > FIRST_LOAD.get(kind, 8 * KB)} == {}
    assert sum(found.values()) <= WHOLE


@pytest.mark.parametrize(("chunk", "most"), CHUNKS.items())
def test_what_is_loaded_when_it_is_wanted_is_within_its_budget(chunk: str, most: int) -> None:
    (file,) = (STUDIO / "assets").glob(f"{chunk}-*.js")
    size = compressed(file)
    print(f"{chunk}: {size / KB:.0f} KB of {most}")
    assert size <= most * KB


def test_nothing_heavy_is_part_of_the_first_load() -> None:
    page = (STUDIO / "index.html").read_text(encoding="utf-8")
    assert [chunk for chunk in CHUNKS if f"/assets/{chunk}-" in page] == []
