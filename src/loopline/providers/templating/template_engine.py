"""Handlebars by the real handlebars.js in processes of their own, with limits on time, memory and output."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, Literal
from weakref import finalize

import msgspec
from msgspec import Struct

from loopline.delivery.rendering.reader import texts_by_locale
from loopline.delivery.rendering.verdict import (
    EngineOutput,
    Part,
    TemplateError,
    all_parts,
    in_locale,
    judge_output,
    template_parts,
)
from loopline.model.errors import Unavailable
from loopline.model.message import Content, Refusal, Rendered
from loopline.providers.templating.protocol import (
    CheckRequest,
    CompileRequest,
    Fault,
    FieldsRequest,
    Limits,
    Printed,
    PrintRequest,
    RenderAnswer,
    RenderRequest,
)
from loopline.providers.templating.renderer_pool import RendererDied, RendererPool, RendererProcess, Turn

PACKAGE: Final = Path(__file__).parents[2]
HANDLEBARS: Final = PACKAGE / "assets" / "handlebars.min.js"
BATCH: Final = 100
LONG_NUMBER: Final = re.compile(rb"\d{16}")
JS_INTEGER_MAX: Final = 2**53 - 1
WAS_A_NUMBER: Final = "\ue002"
PATIENCE: Final = 3
TRIES: Final = 3
RENDERS_WAITING_MAX: Final = 64
CHECKS_WAITING_MAX: Final = 8
CheckAnswer = list[list[tuple[str, int, str]]]


class _Template(Struct, eq=False):
    """A message's templates, or the refusal that stands for them; `overruns` counts solo time-outs in a row."""

    id: int
    parts: tuple[Part, ...]
    turn: Turn
    refusal: Refusal | None = None
    overruns: int = 0


class TemplateEngine:
    """Renders message templates. Any thread may call it; the work is done elsewhere, and holds up nobody else here.

    A template is rendered by one process at a time, so that one that runs away leaves another for the rest. A process
    that ends is replaced, and what it was asked for is asked of its successor.
    """

    def __init__(
        self,
        handlebars: Path = HANDLEBARS,
        limits: Limits | None = None,
        on_error: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        if not handlebars.is_file():
            raise Unavailable(
                "template_engine_missing",
                f"The template engine's file {handlebars.name} is not there: run `make assets` once, then start again.",
            )
        self._limits, self._on_error = limits or Limits(), on_error
        given = self._limits
        self._pool = RendererPool(lambda: RendererProcess(given, handlebars))
        self._encode = msgspec.json.Encoder().encode
        self._outputs = msgspec.json.Decoder(list[EngineOutput]).decode
        self._templates: OrderedDict[bytes, _Template] = OrderedDict()
        self._lock = threading.Lock()
        self._checks = Turn(CHECKS_WAITING_MAX)
        self._next_id = 0
        self._leave = finalize(self, self._pool.close)

    def render(self, content: Content, contexts: Sequence[dict[str, Any]]) -> list[Rendered | Refusal]:
        """One answer a context, in order: the message, or why it must not be sent. A template's fault never raises.

        Raises Unavailable when no process can render.
        """
        found: dict[int, Rendered | Refusal] = {}
        for text in texts_by_locale(content, contexts):
            template = self._template(text.content)
            for start in range(0, len(text.contexts), BATCH):
                answers = self._render(template, text.contexts[start : start + BATCH])
                found |= zip(text.places[start:], (in_locale(one, text.locale) for one in answers), strict=False)
        return [found[place] for place in range(len(contexts))]

    def check(self, content: Content) -> list[TemplateError]:
        """The faults that can be seen without a person: syntax, unknown helpers, partials, too long to compile."""
        parts = all_parts(content)
        if not parts:
            return []
        found = self._ask(CheckRequest(parts), self._checks)
        if isinstance(found, Fault):
            largest = max(parts, key=lambda part: len(part.source))
            refusal = _refusal(found, "compile")
            return [TemplateError(refusal.code, largest.name, refusal.reason)]
        return _faults(parts, found)

    def paths(self, content: Content) -> tuple[str, ...]:
        """The fields that the templates read, each once: `first_name`, `event.amount`, `entry.items[].name`."""
        found = self._ask(FieldsRequest(all_parts(content)), self._checks)
        if isinstance(found, Fault):
            return ()
        return tuple(
            dict.fromkeys(name for names in msgspec.json.decode(found, type=list[list[str]]) for name in names)
        )

    def close(self) -> None:
        """Ends the processes. An engine that is dropped does so by itself."""
        self._leave()

    def _template(self, content: Content) -> _Template:
        key = blake2b(self._encode(content), digest_size=16).digest()
        with self._lock:
            known = self._templates.get(key)
            if known is None:
                self._next_id += 1
                known = _Template(self._next_id, template_parts(content), Turn(RENDERS_WAITING_MAX))
                self._templates[key] = known
                if len(self._templates) > self._limits.templates:
                    self._templates.popitem(last=False)
            self._templates.move_to_end(key)
            return known

    def _render(self, template: _Template, contexts: Sequence[dict[str, Any]]) -> list[Rendered | Refusal]:
        if template.refusal is None and len(contexts) > 1:
            answers = self._print(template, contexts)
            if not isinstance(answers, Fault):
                return [self._judge(template, answer) for answer in answers]
        return [self._solo(template, context) for context in contexts]

    def _solo(self, template: _Template, context: dict[str, Any]) -> Rendered | Refusal:
        """One person alone, so that a person whose data is the trouble refuses nobody else."""
        if template.refusal is not None:
            return template.refusal
        answers = self._print(template, [context])
        if isinstance(answers, Fault):
            return self._blame(template, answers)
        template.overruns = 0
        return self._judge(template, answers[0])

    def _blame(self, template: _Template, fault: Fault) -> Refusal:
        """A template that runs over its time for three people in a row is refused for everybody until it is edited."""
        if template.refusal is not None:  # it was found out when it was compiled
            return template.refusal
        refusal = _refusal(fault, "render")
        if fault.kind == "time":
            template.overruns += 1
            template.refusal = refusal if template.overruns >= PATIENCE else None
        return refusal

    def _judge(self, template: _Template, answer: EngineOutput) -> Rendered | Refusal:
        return judge_output(template.parts, answer, largest=self._limits.output_characters)

    def _print(self, template: _Template, contexts: Sequence[dict[str, Any]]) -> list[EngineOutput] | Fault:
        data = self._encode(contexts)
        if LONG_NUMBER.search(data) and not _is_liquid(template.parts):  # Python's integers have no end
            data = self._encode([_exact(context) for context in contexts])
        found = self._ask(PrintRequest(template.id, len(contexts), data), template.turn, template)
        if isinstance(found, Fault):
            return found
        try:
            return self._outputs(found)
        except ValueError as error:
            return Fault("error", str(error))

    def _ask(self, request: RenderRequest, turn: Turn, template: _Template | None = None) -> bytes | Fault:
        """The answer's data. A process that ends is replaced, a few times. Raises Unavailable."""
        with turn:
            for _ in range(TRIES):
                try:
                    answer = self._ask_once(request, template)
                except RendererDied as died:
                    if died.out_of_time:
                        return Fault("time")
                    self._on_error(died)
                    continue
                if isinstance(answer, Printed):
                    return answer.data
                if answer.kind == "starved":
                    raise Unavailable("template_engine_busy", "The machine is too busy to render; it is tried again.")
                return answer
        return Fault("died")

    def _ask_once(self, request: RenderRequest, template: _Template | None) -> RenderAnswer:
        """One process's answer; a template that is not compiled there yet is, first. Raises RendererDied."""
        with self._pool.lent(template.id if template else 0) as process:
            if template is not None and not self._load(process, template):
                return Fault("error")
            answer = process.ask(request)
            if isinstance(answer, Fault) and answer.kind == "memory":
                process.loaded.clear()
            return answer

    def _load(self, process: RendererProcess, template: _Template) -> bool:
        """Whether the process has the template compiled; if it cannot be, its refusal says why."""
        if template.id in process.loaded:
            process.loaded.move_to_end(template.id)
            return True
        full = len(process.loaded) >= self._limits.templates
        drop = process.loaded.popitem(last=False)[0] if full else 0
        try:
            answer = process.ask(CompileRequest(template.id, template.parts, drop))
        except RendererDied as died:
            if not died.out_of_time:
                raise
            answer = Fault("time")
        if isinstance(answer, Fault):
            if answer.kind == "memory":
                process.loaded.clear()
            template.refusal = _refusal(answer, "compile")
            return False
        faults = _faults(template.parts, answer.data)
        if faults:
            worst = faults[0]
            template.refusal = Refusal(worst.code, f"{worst.part}, line {worst.line}: {worst.text}")
            return False
        process.loaded[template.id] = None
        return True


def _faults(parts: tuple[Part, ...], data: bytes) -> list[TemplateError]:
    found = msgspec.json.decode(data, type=CheckAnswer)
    return [
        TemplateError(code, part.name, text, line)
        for part, faults in zip(parts, found, strict=True)
        for code, line, text in faults
    ]


def _refusal(fault: Fault, step: Literal["compile", "render"]) -> Refusal:
    """Why a message is not rendered, in words for its author."""
    if fault.kind == "time" and step == "compile":
        return Refusal("template_time_limit", "The template takes too long to compile. Make it smaller.")
    if fault.kind == "time":
        return Refusal("template_time_limit", "The template ran over its time limit. Are there loops inside loops?")
    if fault.kind == "memory":
        return Refusal("template_memory_limit", "The template needs too much memory. Look for very long lists.")
    if fault.kind == "died":
        return Refusal(
            "template_failed", "The process that renders ended each time with this template. Make it smaller."
        )
    if step == "compile":
        return Refusal("template_failed", f"The template does not compile: {fault.text}"[:300])
    return Refusal("template_failed", f"The template failed for this person: {fault.text}"[:300])


def _is_liquid(parts: tuple[Part, ...]) -> bool:
    return bool(parts) and parts[0].language == "liquid"


def _exact(value: Any) -> Any:  # JSON of any shape
    """The same JSON with integers that JavaScript cannot hold written as text, so that an order id keeps its digits.

    A letter behind them says that they were a number: `json` writes one again, and nothing else shows it.
    """
    if isinstance(value, dict):
        return {name: _exact(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(inner) for inner in value]
    if isinstance(value, int) and abs(value) > JS_INTEGER_MAX:
        return f"{value}{WAS_A_NUMBER}"
    return value
