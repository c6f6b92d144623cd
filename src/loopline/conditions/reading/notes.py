"""What a reader notes as it reads: the faults that it finds, and where in the text the nodes stand that it makes."""

import ast
from typing import Final, TypeVar

from loopline.conditions.errors import ConditionError
from loopline.conditions.tree import Constant, Node, OfAccount

NOTHING: Final = Constant(None)
"""What stands in the place of a fault, and is told from a null that was written by being this very one."""

_BEGINNING: Final = ast.expr(lineno=1, col_offset=0)

N = TypeVar("N", bound=Node)


class Notes:
    """The faults and the marks of one text. `lead` characters stand before the line in the text."""

    def __init__(self, line: str, lead: int) -> None:
        self.errors: list[ConditionError] = []
        self.marks: list[tuple[Node, int]] = []
        self._bytes = line.encode("utf-8", "surrogatepass")
        self._lead = lead
        self._places: list[tuple[Node, ast.expr]] = []

    def error(self, code: str, text: str, node: ast.expr, suggestion: str = "") -> Constant:
        """Note a fault; what stands in its place."""
        self.errors.append(ConditionError(code, text, self.offset(node), suggestion))
        return NOTHING

    def mark(self, made: N, node: ast.expr) -> N:
        """Note where a node was written."""
        self.marks.append((made, self.offset(node)))
        self._places.append((made, node))
        return made

    def place_of(self, made: Node) -> ast.expr:
        """Where a node was written, or what it holds; the beginning of the text where that was not noted."""
        wanted = made.asked if isinstance(made, OfAccount) else made
        return next((place for node, place in self._places if node is wanted), _BEGINNING)

    def offset(self, node: ast.expr) -> int:
        """The character at which an expression begins."""
        return self._lead + len(self._bytes[: node.col_offset].decode("utf-8", "surrogatepass"))
