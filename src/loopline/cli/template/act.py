"""Lists the starters, and copies one into a file."""

import re
from pathlib import Path

from rich.console import Console

from loopline.model.errors import Conflict, Invalid
from loopline.studio.content.starters import starter_list, starter_text

out = Console(highlight=False)
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")


def show_starters() -> int:
    """Print a line for each starter."""
    for one in starter_list().starters:
        out.print(f"{one.id:<16}{one.description}", markup=False, soft_wrap=True)
    return 0


def begin_template(name: str, starter: str, to: Path) -> int:
    """Write the starter under another id. Raises Invalid `template_id`, Missing, Conflict `file_exists`."""
    if not ID.match(name):
        raise Invalid("template_id", "An id has small letters, digits, - and _, such as welcome_2.")
    text = starter_text(starter)
    if to.exists():
        raise Conflict("file_exists", f"{to} is there already; name another file.")
    to.write_text(re.sub(r"(?m)^id: .*$", f"id: {name}", text, count=1), encoding="utf-8")
    out.print(f"{to} is written. Check it by `loopline check {to}`.", markup=False, soft_wrap=True)
    return 0
