"""What is wrong with a condition: a code, a text that says the next step, and the place."""

from typing import Literal

from msgspec import Struct

Level = Literal["error", "warning"]


class ConditionError(Struct, frozen=True):
    """One thing to correct: a stable code, a text that says the next step, and its place (a character offset)."""

    code: str
    text: str
    offset: int
    suggestion: str = ""
    level: Level = "error"
