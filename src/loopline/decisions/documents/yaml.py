"""YAML as documents use it: plain values in and out, no aliases, no tags, every key a text."""

import math
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn, TypeAlias

import yaml

from loopline.model.errors import Invalid

Plain: TypeAlias = bool | int | float | str | list[Any] | dict[str, Any] | None

DEPTH_MAX: Final = 40
KEY_LONGEST: Final = 200
# Where faults are looked up; beyond these a fault simply names no line, so that hostile input costs little memory.
PLACE_LONGEST: Final = 400
LINES_MOST: Final = 20_000
WHOLE: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,19})\Z")
NUMBER: Final = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]{1,3})?\Z")
WORDS: Final[dict[str, Plain]] = {"": None, "~": None, "null": None, "true": True, "false": False}
KEY_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
FLOW_LONGEST: Final = 80

# libyaml is ten times faster; the pure parser reads the same language where no wheel carries it.
_LOADER: Final[type[Any]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Final[type[Any]] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_RESOLVER: Final = yaml.resolver.Resolver()
_STR: Final = "tag:yaml.org,2002:str"


def parse_scalar(text: str) -> Plain:
    """The value of an unquoted scalar: only `true` and `false` are booleans; dates, `on`, `yes` and `1d` stay text."""
    if text in WORDS:
        return WORDS[text]
    if WHOLE.match(text):
        return int(text)
    if NUMBER.match(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


class _Building:
    """A mapping or list while its events arrive, and where it stands."""

    def __init__(self, place: str, line: int, value: dict[str, Any] | list[Any]) -> None:
        self.place = place
        self.line = line
        self.value = value
        self.key: str | None = None

    def next_place(self) -> str:
        """The path of the value that comes next."""
        if len(self.place) > PLACE_LONGEST:
            return self.place
        if isinstance(self.value, list):
            return f"{self.place}[{len(self.value)}]"
        return f"{self.place}.{self.key}" if self.place else str(self.key)

    def awaits_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None

    def take_key(self, key: str, line: int) -> None:
        """Remember a key; Invalid `key_duplicate` when this mapping has it already."""
        if len(key) > KEY_LONGEST:
            raise Invalid(
                "key_too_long", f"A field name may have {KEY_LONGEST} characters (line {line}).", at=self.place
            )
        if key in self.value:
            raise Invalid(
                "key_duplicate",
                f'"{key}" is written twice here (line {line}); keep one of the two.',
                at=f"{self.place}.{key}" if self.place else key,
            )
        self.key = key

    def take(self, value: Any) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        else:
            self.value[str(self.key)] = value
            self.key = None


class _Reader:
    """Turns parse events into plain values, without recursion and with every bound checked on the way."""

    def __init__(self) -> None:
        self.stack: list[_Building] = []
        self.lines: dict[str, int] = {}
        self.root: Any = None
        self.documents = 0

    def handle(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            _refuse("yaml_alias", f"Aliases (*{event.anchor}) are not used here (line {line}); write the value again.")
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                _refuse(
                    "document_several", f"One file holds one document; a second begins at line {line}. Split the file."
                )
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event.tag, line)
            self._scalar(event.value, plain=event.implicit[0], line=line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_tag(event.tag, line)
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._put(self.stack.pop().value)

    def _scalar(self, text: str, *, plain: bool, line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and top.awaits_key():
            top.take_key(text, line)
            return
        if len(self.lines) < LINES_MOST:
            self._mark(line)
        self._put(parse_scalar(text) if plain else text)

    def _open(self, value: dict[str, Any] | list[Any], line: int) -> None:
        if self.stack and self.stack[-1].awaits_key():
            _refuse(
                "key_unreadable",
                f"A field name is expected at line {line}. A value that begins with {{{{ must stand in quotes.",
            )
        if len(self.stack) >= DEPTH_MAX:
            _refuse("document_too_deep", f"Nested more than {DEPTH_MAX} levels deep (line {line}); make it flatter.")
        place = self._mark(line)
        self.stack.append(_Building(place, line, value))

    def _mark(self, line: int) -> str:
        place = self.stack[-1].next_place() if self.stack else ""
        if len(self.lines) < LINES_MOST:
            self.lines[place] = line
        return place

    def _put(self, value: Any) -> None:
        if self.stack:
            self.stack[-1].take(value)
        else:
            self.root = value

    def _refuse_tag(self, tag: str | None, line: int) -> None:
        if tag not in (None, "!"):
            _refuse("yaml_tag", f"Tags such as {str(tag)[:60]} are not used here (line {line}); write the plain value.")


def read_yaml(text: str) -> tuple[Any, dict[str, int]]:
    """The plain value of a YAML text and the line of every path in it. Raises Invalid with a stable code."""
    reader = _Reader()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.handle(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" (line {mark.line + 1})" if mark else ""
        _refuse(
            "document_syntax", f"This is no YAML: {error.problem or error.context}{where}.{_hint(str(error.problem))}"
        )
    except yaml.YAMLError as error:
        _refuse(
            "document_syntax",
            f"This is no YAML: it holds a character that cannot be read ({str(error).splitlines()[0]}).",
        )
    return reader.root, reader.lines


def _hint(problem: str) -> str:
    if "'\\t'" in problem or "tab" in problem:
        return " Indent with spaces, not tabs."
    if (
        "expected key" in problem
        or "mapping values" in problem
        or "expected <block end>" in problem
        or "start any token" in problem
    ):
        return (
            " A value that begins with a quote or a bracket, or holds a colon and a space, must stand in single quotes."
        )
    return ""


def _refuse(code: str, text: str) -> NoReturn:
    raise Invalid(code, text)


def write_yaml(value: Plain) -> str:
    """YAML that `read_yaml` reads back to the same value; texts that YAML 1.1 takes for something else are quoted."""
    events = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(explicit=False),
        *_events(value),
        yaml.DocumentEndEvent(explicit=False),
        yaml.StreamEndEvent(),
    ]
    text: str = yaml.emit(events, Dumper=_DUMPER, allow_unicode=True, width=1_000_000, indent=2)
    return text.removesuffix("...\n")


def _events(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield yaml.MappingStartEvent(None, None, True, flow_style=not value)
        for key, inner in value.items():
            yield _key(key)
            yield from _events(inner)
        yield yaml.MappingEndEvent()
    elif isinstance(value, list | tuple):
        yield yaml.SequenceStartEvent(None, None, True, flow_style=_fits_a_line(value))
        for inner in value:
            yield from _events(inner)
        yield yaml.SequenceEndEvent()
    elif isinstance(value, str):
        yield yaml.ScalarEvent(None, None, (True, True), value, style=_style(value))
    else:
        yield yaml.ScalarEvent(None, None, (True, False), _spelled(value))


def _spelled(value: bool | int | float | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)
    # YAML 1.1 wants a dot in a number with an exponent: 1e+16 would be a text to it.
    return text if "." in text or "e" not in text else text.replace("e", ".0e")


def _key(key: str) -> yaml.Event:
    # `on` stays bare although YAML 1.1 takes it for a boolean: our reader takes every key for a text.
    return yaml.ScalarEvent(None, None, (True, True), key, style=None if KEY_PLAIN.match(key) else '"')


def _fits_a_line(values: list[Any] | tuple[Any, ...]) -> bool:
    simple = all(not isinstance(v, dict | list | tuple) for v in values)
    return simple and sum(len(str(v)) + 2 for v in values) <= FLOW_LONGEST


def _style(text: str) -> str | None:
    """A literal block for readable lines, quotes for what is odd or could be misread, none where the text is plain."""
    lines = text.split("\n")
    tidy = all(line.isprintable() and line == line.rstrip() for line in lines)
    if len(lines) > 1:
        return "|" if tidy and lines[0][:1] not in ("", " ") else '"'
    if not tidy:
        return '"'
    return None if isinstance(parse_scalar(text), str) and _plain_in_yaml_11(text) else "'"


def _plain_in_yaml_11(text: str) -> bool:
    resolved: str = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return resolved == _STR
