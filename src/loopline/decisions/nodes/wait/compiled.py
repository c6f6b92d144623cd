"""A wait in milliseconds, local times and compiled conditions."""

from dataclasses import dataclass

from whenever import Time

from loopline.conditions.language import Condition, compile_condition
from loopline.conditions.path import FieldPath, compile_path
from loopline.model.duration import calendar_offset, parse_duration
from loopline.model.localtime import parse_time
from loopline.model.nodes.wait import Wait


@dataclass(frozen=True, slots=True)
class CompiledWait:
    """A wait in milliseconds and compiled conditions."""

    duration_ms: int | None
    time: Time | None
    date_field: FieldPath | None
    date_time: Time | None
    date_offset: tuple[int, int]
    """Whole days on the person's calendar, and milliseconds beyond them."""
    timeout_ms: int | None
    where: Condition | None
    when: Condition | None


def compile_wait(node: Wait, at: str) -> CompiledWait:
    """Raises Invalid with a stable code at the first fault."""
    date = node.until_date
    return CompiledWait(
        duration_ms=parse_duration(node.duration, at=f"{at}.for") if node.duration else None,
        time=parse_time(node.until_time, at=f"{at}.until_time") if node.until_time else None,
        date_field=compile_path(date.field).of_entry() if date else None,
        date_time=parse_time(date.at, at=f"{at}.until_date.at") if date and date.at else None,
        date_offset=calendar_offset(date.offset, at=f"{at}.until_date.offset") if date else (0, 0),
        timeout_ms=parse_duration(node.timeout, at=f"{at}.timeout") if node.timeout else None,
        where=_maybe(node.until.where if node.until else ""),
        when=_maybe(node.until.when if node.until else ""),
    )


def _maybe(text: str) -> Condition | None:
    return compile_condition(text) if text else None
