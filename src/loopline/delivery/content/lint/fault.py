"""One thing that a lint rule found."""

from typing import Literal, TypeAlias

from msgspec import Struct

LintSeverity: TypeAlias = Literal["error", "warning"]


class LintFault(Struct, frozen=True, kw_only=True):
    """What a rule found; `line` counts from 1 in the source, 0 when it has none."""

    code: str
    text: str
    line: int = 0
    severity: LintSeverity = "error"
    at: str = "mjml"
