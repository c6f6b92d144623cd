"""A page as it is written: sections of lines and tables; a line has plain words, code and strong words."""

from typing import TypeAlias

from msgspec import Struct


class Code(Struct, frozen=True):
    """Something as the document writes it, such as a condition."""

    text: str


class Strong(Struct, frozen=True):
    """What a reader looks for."""

    text: str


Line: TypeAlias = tuple[str | Code | Strong, ...]


class Section(Struct, frozen=True):
    """A heading with its lines, and a table behind them where it has one."""

    title: str
    lines: tuple[Line, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()
    numbered: bool = False


class DescriptionPage(Struct, frozen=True):
    """A whole page."""

    title: str
    lead: tuple[Line, ...]
    sections: tuple[Section, ...]


class ToldVersion(Struct, frozen=True):
    """A version of the journey: when it was published (ms), by whom and why."""

    version: int
    published_at: int
    by: str
    reason: str
