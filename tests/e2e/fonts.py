"""The fonts that a machine has, made by the tests: a page must hold its width under any of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, get_args

from playwright.sync_api import Browser, Page

from tests.e2e.browser import chromium

FontSet = Literal["DejaVu Sans", "Arimo"]
"""DejaVu Sans is the widest that a Linux machine offers, Arimo is as wide as Arial and Liberation Sans."""

FONT_SETS: tuple[FontSet, ...] = get_args(FontSet)
PACKAGES = Path(__file__).parents[2] / "web" / "node_modules"
FILES: dict[FontSet, tuple[str, ...]] = {
    "DejaVu Sans": ("dejavu-fonts-ttf/ttf/DejaVuSans.ttf", "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
    "Arimo": (
        "@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf",
        "@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf",
    ),
}
CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


class NoFonts(Exception):
    """The fonts of a set are not here; the text says how to get them."""


def fontconfig(folder: Path, name: FontSet) -> Path:
    """A configuration that offers one set and nothing else. Raises NoFonts."""
    for file in FILES[name]:
        source = PACKAGES / file
        if not source.is_file():
            raise NoFonts(f"the width stories need {file} in web/node_modules: run `make assets`")
        (folder / source.name).symlink_to(source)
    path = folder / "fonts.conf"
    path.write_text(CONFIG.format(folder=folder), encoding="utf-8")
    return path


@contextmanager
def chromium_with(folder: Path, name: FontSet) -> Iterator[Browser]:
    """A browser on a machine that has this set alone."""
    with chromium({"FONTCONFIG_FILE": str(fontconfig(folder, name))}) as browser:
        yield browser


def drawn_in(page: Page, selector: str) -> set[str]:
    """The fonts that the browser took for the text of an element."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    session.detach()
    return {font["familyName"] for font in fonts}
