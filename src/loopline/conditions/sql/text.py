"""Pieces of SQL with their parameters, and what all of them need to know."""

from collections.abc import Callable

from msgspec import Struct

from loopline.conditions.tree import Node
from loopline.model.localtime import UTC


class Sql(Struct, frozen=True):
    """A piece of SQL with the values of its question marks, in their order."""

    text: str
    params: tuple[object, ...] = ()


def fill(template: str, *parts: Sql) -> Sql:
    """Each {} of the template becomes the next part; text that is not ours comes in as a parameter only."""
    pieces = template.split("{}")
    assert len(pieces) == len(parts) + 1
    text = pieces[0] + "".join(part.text + piece for part, piece in zip(parts, pieces[1:], strict=True))
    return Sql(text, tuple(param for part in parts for param in part.params))


def _no_truth(_node: Node) -> Sql:
    raise AssertionError("nobody writes truths here")


class Frame(Struct, frozen=True):
    """When the condition is asked (ms), the zone of people of whom none is known, and how a truth is written.

    `is_account`: the account of the person is asked, of what its members did, by the clock of that zone.
    """

    now: int
    zone: str = UTC
    truth: Callable[[Node], Sql] = _no_truth
    is_account: bool = False

    @property
    def whose(self) -> str:
        """What says of an event `e` that it is one of those that are looked at."""
        return "e.account = p.account" if self.is_account else "e.person = p.person"
