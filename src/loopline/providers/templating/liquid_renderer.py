"""Renders the parts of a message that are written in Liquid, as the JavaScript engine does those in Handlebars."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec
from liquid import BoundTemplate
from liquid.exceptions import LiquidError, OutputStreamLimitError

from loopline.delivery.rendering.verdict import EngineOutput, Part
from loopline.providers.templating.liquid_language import NOTES, PARTIALS, LiquidEnvironment

BESIDE: Final = frozenset({"account", "event", "entry", "answers", "unsubscribe_url"})
UNSEEN: Final = re.compile(r"[\x00-\x20]")
SCRIPT: Final = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
UNKNOWN_TAG: Final = re.compile(r"unexpected tag '(\w+)'")
LiquidFault = tuple[str, int, str]


class LiquidRenderer:
    """Keeps compiled templates by number. The caller bounds the time."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._environments: dict[str, LiquidEnvironment] = {}
        self._compiled: dict[int, list[tuple[BoundTemplate, bool]]] = {}

    def faults(self, part: Part) -> list[LiquidFault]:
        """Code, line and words of what is wrong with a part: syntax, unknown filters and tags, other templates."""
        try:
            template = self._environment(part).from_string(part.source)
            known = self._environment(part).filters
            found = template.analyze().filters
        except LiquidError as error:
            return [_fault(error, part.source)]
        except Exception as error:  # whatever it is: the author hears of it, and the process lives
            return [("template_syntax", 0, f"The template cannot be read ({type(error).__name__}).")]
        return [
            ("template_unknown_helper", _line(part.source, span.index), f"There is no filter called '{name}'.")
            for name, spans in found.items()
            if name not in known
            for span in spans
        ]

    def fields(self, part: Part) -> list[str]:
        """The fields that a part reads, each once."""
        try:
            found = self._environment(part).from_string(part.source).analyze().globals
        except Exception:  # the check tells of it
            return []
        paths = (".".join(str(one) for one in place.segments) for places in found.values() for place in places)
        return list(dict.fromkeys(paths))

    def compile(self, number: int, parts: tuple[Part, ...]) -> None:
        """Keep these parts, which have no faults, under a number."""
        self._compiled[number] = [
            (self._environment(part).from_string(part.source), part.escape == "url") for part in parts
        ]

    def drop(self, number: int) -> None:
        """Forget the parts of a number."""
        self._compiled.pop(number, None)

    def has(self, number: int) -> bool:
        """Whether the number's parts are written in Liquid."""
        return number in self._compiled

    def print(self, number: int, contexts: bytes) -> str:
        """An output for each context, as JSON."""
        values: list[dict[str, Any]] = msgspec.json.decode(contexts)
        return msgspec.json.encode([self._print(self._compiled[number], one) for one in values]).decode()

    def _print(self, templates: list[tuple[BoundTemplate, bool]], context: dict[str, Any]) -> EngineOutput:
        NOTES.clear()
        traits = {name: value for name, value in context.items() if name not in BESIDE and name[:1] != "$"}
        person = context.get("person")
        values = {**context, "person": {**traits, **(person if isinstance(person, dict) else {})}}
        outputs: list[str] = []
        try:
            for template, is_address in templates:
                text = template.render(values)
                outputs.append(text)
                if is_address and SCRIPT.match(UNSEEN.sub("", text)):
                    return EngineOutput(error="an address must not be a script")
        except OutputStreamLimitError:
            return EngineOutput(size=self._largest + 1)
        except MemoryError:
            raise
        except Exception as error:  # of the template or this person's values: nobody else is held up
            return EngineOutput(error=_words(error))
        size = sum(map(len, outputs))
        return EngineOutput(() if NOTES or size > self._largest else tuple(outputs), tuple(NOTES), "", size)

    def _environment(self, part: Part) -> LiquidEnvironment:
        if part.escape not in self._environments:
            self._environments[part.escape] = LiquidEnvironment(part.escape)
        return self._environments[part.escape]


def _fault(error: LiquidError, source: str) -> LiquidFault:
    at = error.token.start_index if error.token else -1
    line = _line(source, at if at >= 0 else len(source))  # without a place it is the end that is missing
    words = _words(error)
    tag = UNKNOWN_TAG.search(words)
    if tag and tag[1] in PARTIALS:
        return ("template_partial", line, f"'{tag[1]}' loads another template, which is not available: write it out.")
    return ("template_unknown_helper" if tag else "template_syntax", line, words)


def _words(error: BaseException) -> str:
    return str(error.message if isinstance(error, LiquidError) else type(error).__name__)[:300] or "unknown fault"


def _line(source: str, at: int) -> int:
    return source.count("\n", 0, at) + 1


class LiquidOverran(BaseException):
    """The time of a call was over. No template can catch it."""


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """Raise LiquidOverran in the body once it has used this much of the processor. Of the main thread alone."""

    def stop(_sign: int, _frame: object) -> None:
        raise LiquidOverran

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
