"""Liquid as templates use it here: what is printed is judged and escaped, and what runs away is bounded."""

import json
import re
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any, Final, TextIO
from urllib.parse import quote

from liquid import BoundTemplate, Environment, RenderContext
from liquid.builtin.expressions import FilteredExpression
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.assign_tag import AssignNode, AssignTag
from liquid.builtin.tags.echo_tag import EchoTag
from liquid.exceptions import LiquidTypeError
from liquid.filter import with_context
from liquid.stringify import to_liquid_string
from liquid.undefined import UNDEFINED, Undefined
from markupsafe import Markup

from loopline.delivery.rendering.cleaned import cleaned
from loopline.delivery.rendering.formats import format_date, format_money, format_number, format_percent
from loopline.delivery.rendering.reader import LANGUAGE, NOW
from loopline.delivery.rendering.verdict import OUTPUT_CHARACTERS_MAX, Escape

LOOPS_MAX: Final = 20_000
LOCALS_BYTES_MAX: Final = 1 << 20
MISSING_MAX: Final = 50
LENIENT: Final = ("default", "json", "size")
"""Filters that provide for a missing value, or count it."""
DOTS: Final = re.compile(r"\.{1,2}\Z")
IN_HOST: Final = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*\Z")
OUTPUT_BYTES_MAX: Final = 4 * OUTPUT_CHARACTERS_MAX
PARTIALS: Final = ("include", "render")
NOTES: Final[list[str]] = []
"""The fields without a value of the template being printed: a process prints one at a time."""


class NoValue(Undefined):
    """A field without a value: it can be tested, and whoever prints it or reckons with it has it noted."""

    __slots__ = ()
    force_liquid_default = True

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        note(self.name)
        return ""

    def __int__(self) -> int:
        note(self.name)
        return 0

    def poke(self) -> bool:
        """Called by filters that get it as an argument."""
        note(self.name)
        return True


def note(name: str) -> None:
    """Remember a field without a value."""
    if len(NOTES) < MISSING_MAX:
        NOTES.append(name)


class _Context(RenderContext):
    """A value that is null or blank is none, as in Handlebars."""

    def get(self, path: list[object], *, token: Any, default: object = UNDEFINED) -> object:
        found = super().get(path, token=token, default=default)
        nothing = found is None or isinstance(found, Undefined) or (isinstance(found, str) and not found.strip())
        return NoValue(_shown(path), token=token) if nothing and default is UNDEFINED else found


class _Printed(OutputNode):
    """An expression that is printed: it has a value, and is safe where it stands."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: Any) -> int:
        before = len(NOTES)
        value = self.expression.evaluate(context)
        filters = _filters(self.expression)
        if "default" in filters:
            del NOTES[before:]
        elif len(NOTES) == before and _is_blank(value):
            note(value.name if isinstance(value, NoValue) else str(self.expression).split(" | ")[0])
        if isinstance(value, Undefined):
            value = ""
        text = _safe(value, filters, context, buffer)
        return int(buffer.write(text))


def _safe(value: object, filters: list[str], context: RenderContext, buffer: TextIO) -> str:
    """What is printed, safe in its part."""
    env = context.env
    if not isinstance(env, LiquidEnvironment) or env.escape in ("html", "text"):
        return to_liquid_string(value, context.autoescape)
    text = to_liquid_string(value, False)
    if env.escape == "json":
        return text if "json" in filters else json.dumps(text, ensure_ascii=False)[1:-1]
    whole = env.root if buffer is env.root else None
    return text if "url_encode" in filters else _placed(text, whole.getvalue() if whole else "/")


def _placed(value: str, before: str) -> str:
    """A value as it stands in an address: whole at the very beginning, and else percent-encoded, by the same rules."""
    if not before.strip():
        return value
    if DOTS.match(value) and not re.search(r"[?#]", before):
        raise LiquidTypeError("a value that is only dots leads to another address", token=None)
    return quote(value, safe=":" if IN_HOST.match(before) else "")


class _PrintedTag(Output):
    node_class = _Printed


class _EchoedTag(EchoTag):
    node_class = _Printed  # type: ignore[assignment]  # the library names its own node there, not what both are


class _Assigned(AssignNode):
    __slots__ = ()

    def render_to_output(self, context: RenderContext, _: Any) -> int:
        before = len(NOTES)
        value = self.expression.evaluate(context)
        if "default" in _filters(self.expression):
            del NOTES[before:]
        context.assign(self.name, value)
        return 0


class _AssignedTag(AssignTag):
    node_class = _Assigned


class _Template(BoundTemplate):
    """Tells the environment which buffer is the whole output, so that an address knows where a value stands."""

    context_class = _Context

    def _get_buffer(self) -> StringIO:
        buffer = super()._get_buffer()
        if isinstance(self.env, LiquidEnvironment):
            self.env.root = buffer
        return buffer


class LiquidEnvironment(Environment):
    """One for each way of escaping; it loads nothing, and its only clock is the message's."""

    template_class = _Template
    escape: Escape
    loop_iteration_limit = LOOPS_MAX
    local_namespace_limit = LOCALS_BYTES_MAX
    output_stream_limit = OUTPUT_BYTES_MAX

    def __init__(self, escape: Escape) -> None:
        self.escape = escape
        super().__init__(autoescape=escape == "html", undefined=NoValue)
        self.root: StringIO | None = None
        for tag in PARTIALS:
            del self.tags[tag]
        for each in (_PrintedTag, _EchoedTag, _AssignedTag):
            self.add_tag(each)
        for name, filter_ in {**self.filters, **FILTERS}.items():
            self.add_filter(name, filter_ if name in LENIENT else _needing(filter_))


def _needing(filter_: Callable[..., object]) -> Callable[..., object]:
    """The filter, which has every value that it lacks noted."""

    def noting(*args: object, **named: object) -> object:
        for value in (*args, *named.values()):
            if isinstance(value, NoValue):
                note(value.name)
        return filter_(*args, **named)

    for way in ("with_context", "with_environment"):
        if getattr(filter_, way, False):
            setattr(noting, way, True)
    return noting


@with_context
def _date(value: object, style: object = "short", *, context: RenderContext) -> object:
    moment = context.globals.get(NOW) if value in ("now", "today") else value
    text = format_date(_plain(moment), str(style), _zone(context.globals), _language(context))
    return _written(text, context)


@with_context
def _number(value: object, decimals: object = -1, *, context: RenderContext) -> object:
    digits = decimals if isinstance(decimals, int) else -1
    return _written(format_number(_plain(value), digits, _language(context)), context)


@with_context
def _percent(value: object, *, context: RenderContext) -> object:
    return _written(format_percent(_plain(value), _language(context)), context)


@with_context
def _money(value: object, currency: object = "", *, context: RenderContext) -> object:
    return _written(format_money(_plain(value), str(currency), _language(context)), context)


def _as_html(value: object) -> object:
    """What the author prints as HTML: cleaned, since a person may have written it."""
    return Markup(cleaned(_text_of(value)))


def _text_of(value: object) -> str:
    return to_liquid_string(_plain(value), False)


def _json(value: object) -> str:
    return json.dumps(None if isinstance(value, Undefined) else value, ensure_ascii=False, separators=(",", ":"))


FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    "date": _date,
    "number": _number,
    "percent": _percent,
    "money": _money,
    "json": _json,
    "safe": _as_html,
}


def _plain(value: object) -> object:
    """A field's value; one without a value is noted by its own name."""
    if isinstance(value, NoValue):
        note(value.name)
        return None
    return str(value) if isinstance(value, str) else value


def _written(text: str | None, context: RenderContext) -> str | None:
    if text is None or context.env.autoescape:
        return text
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _language(context: RenderContext) -> str:
    return str(context.globals.get(LANGUAGE) or "")


def _zone(values: Mapping[str, object]) -> str:
    person = values.get("person")
    person = person if isinstance(person, Mapping) else {}
    return str(person.get("timezone") or person.get("zone") or values.get("timezone") or "UTC")


def _filters(expression: object) -> list[str]:
    return [one.name for one in expression.filters or ()] if isinstance(expression, FilteredExpression) else []


def _is_blank(value: object) -> bool:
    if value is None or isinstance(value, Undefined | dict):
        return True
    if isinstance(value, list | tuple):
        return not value or any(isinstance(one, dict) for one in value)
    return isinstance(value, str) and not value.strip()


def _shown(path: list[object]) -> str:
    return ".".join(str(part) for part in path)
