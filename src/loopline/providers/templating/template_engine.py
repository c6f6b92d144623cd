"""Handlebars by the real handlebars.js inside an embedded JavaScript engine, with limits on time, heap and output."""

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from hashlib import blake2b
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import thread_time
from typing import Any, Final, TypeVar
from weakref import finalize

import msgspec
from jsbox import JavaScriptError, JsTimeoutError, Runtime
from msgspec import Struct

from loopline.delivery.rendering.formats import format_date, format_money, format_number
from loopline.delivery.rendering.verdict import (
    OUTPUT_CHARACTERS_MAX,
    EngineOutput,
    Part,
    TemplateError,
    judge_output,
    template_parts,
)
from loopline.model.errors import Unavailable
from loopline.model.message import Content, Refusal, Rendered

PACKAGE: Final = Path(__file__).parents[2]
HANDLEBARS: Final = PACKAGE / "assets" / "handlebars.min.js"
PRELUDE: Final = Path(__file__).with_suffix(".js")
LOAD_SECONDS: Final = 10.0
BATCH: Final = 100
LONG_NUMBER: Final = re.compile(rb"\d{16}")
JS_INTEGER_MAX: Final = 2**53 - 1
PATIENCE: Final = 3
LEAVE_SECONDS: Final = 2.0
T = TypeVar("T")
Jobs = SimpleQueue[tuple[Future[Any], Callable[["_Kitchen"], Any]] | None]  # each job has an answer of its own type


class Limits(Struct, frozen=True):
    """What one call may use. The engine holds Python's lock while it works, so these bound how long others wait."""

    call_ms: int = 250
    context_ms: int = 5
    compile_ms: int = 1_000
    heap_bytes: int = 128 * 1024 * 1024
    output_characters: int = OUTPUT_CHARACTERS_MAX
    templates: int = 256


class _Loaded(Struct):
    """Compiled templates, or the refusal that stands for them; `overruns` counts solo time-outs in a row."""

    id: int
    parts: tuple[Part, ...]
    refusal: Refusal | None = None
    overruns: int = 0


class TemplateEngine:
    """Renders message templates. Any thread may call it; the work is done one call at a time on a thread of its own."""

    def __init__(self, handlebars: Path = HANDLEBARS, limits: Limits | None = None) -> None:
        try:
            sources = (handlebars.read_text("utf-8"), PRELUDE.read_text("utf-8"))
        except OSError as error:
            raise Unavailable(
                "template_engine_missing",
                f"The template engine's file {handlebars.name} is not there: run `make assets` once, then start again.",
            ) from error
        self._jobs: Jobs = SimpleQueue()
        self._thread = Thread(
            target=_cook, args=(self._jobs, sources, limits or Limits()), name="templates", daemon=True
        )
        self._thread.start()
        self._leave = finalize(self, _leave, self._jobs, self._thread)

    def render(self, content: Content, contexts: Sequence[dict[str, Any]]) -> list[Rendered | Refusal]:
        """One answer a context, in order: the message, or why it must not be sent. A template's fault never raises."""
        return self._do(lambda kitchen: kitchen.render(content, contexts))

    def check(self, content: Content) -> list[TemplateError]:
        """The faults that can be seen without a person: syntax, unknown helpers, partials."""
        return self._do(lambda kitchen: kitchen.check(content))

    def paths(self, content: Content) -> tuple[str, ...]:
        """The fields that the templates read, each once: `first_name`, `event.amount`, `entry.items[].name`."""
        return self._do(lambda kitchen: kitchen.paths(content))

    def close(self) -> None:
        """Ends the thread. An engine that is dropped does so by itself."""
        self._leave()

    def _do(self, act: Callable[["_Kitchen"], T]) -> T:
        if not self._leave.alive:
            raise Unavailable("template_engine_closed", "The template engine was closed: start Loopline again.")
        answer: Future[T] = Future()
        self._jobs.put((answer, act))
        return answer.result()


def _cook(jobs: Jobs, sources: tuple[str, str], limits: Limits) -> None:
    """Does one job after the other. The engine is made and dies here: on another thread its runtime would panic."""
    kitchen: _Kitchen | None = None
    while (job := jobs.get()) is not None:
        answer, act = job
        try:
            kitchen = kitchen or _Kitchen(sources, limits)
            answer.set_result(act(kitchen))
        except Exception as error:
            answer.set_exception(error)
        del job, answer, act


def _leave(jobs: Jobs, thread: Thread) -> None:
    jobs.put(None)
    thread.join(LEAVE_SECONDS)


class _Kitchen:
    """The engine itself. A runtime belongs to the thread that made it: any other one that touches it panics."""

    def __init__(self, sources: tuple[str, str], limits: Limits) -> None:
        self.limits = limits
        self._sources = sources
        self._encode = msgspec.json.Encoder().encode
        self._answers = msgspec.json.Decoder(list[EngineOutput]).decode
        self._next_id = 0
        self._start()

    def _start(self) -> None:
        self._loaded: OrderedDict[bytes, _Loaded] = OrderedDict()
        self._runtime = Runtime(memory_limit=self.limits.heap_bytes)
        self._runtime.bind_function("$date", format_date)
        self._runtime.bind_function("$number", format_number)
        self._runtime.bind_function("$money", format_money)
        for source in self._sources:
            self._runtime.eval(source + "\n;0", timeout=LOAD_SECONDS)

    def render(self, content: Content, contexts: Sequence[dict[str, Any]]) -> list[Rendered | Refusal]:
        """As TemplateEngine promises."""
        loaded = self._load(content)
        out: list[Rendered | Refusal] = []
        for start in range(0, len(contexts), BATCH):
            out += self._render(loaded, contexts[start : start + BATCH])
        return out

    def check(self, content: Content) -> list[TemplateError]:
        """As TemplateEngine promises."""
        parts = template_parts(content)
        found = self._ask("$check()", self._encode(parts), self.limits.compile_ms, list[list[tuple[str, int, str]]])
        return [
            TemplateError(code, part.name, text, line)
            for part, faults in zip(parts, found, strict=True)
            for code, line, text in faults
        ]

    def paths(self, content: Content) -> tuple[str, ...]:
        """As TemplateEngine promises."""
        parts = template_parts(content)
        found = self._ask("$fields()", self._encode(parts), self.limits.compile_ms, list[list[str]])
        return tuple(dict.fromkeys(name for names in found for name in names))

    def _load(self, content: Content) -> _Loaded:
        key = blake2b(self._encode(content), digest_size=16).digest()
        loaded = self._loaded.get(key)
        if loaded is not None:
            self._loaded.move_to_end(key)
            return loaded
        self._next_id += 1
        loaded = _Loaded(self._next_id, template_parts(content))
        loaded.refusal = self._compile(loaded, content)
        self._loaded[key] = loaded
        if len(self._loaded) > self.limits.templates:
            _, oldest = self._loaded.popitem(last=False)
            self._runtime.eval(f"$drop({oldest.id})", timeout=LOAD_SECONDS)
        return loaded

    def _compile(self, loaded: _Loaded, content: Content) -> Refusal | None:
        try:
            faults = self.check(content)
            if faults:
                worst = faults[0]
                return Refusal(worst.code, f"{worst.part}, line {worst.line}: {worst.text}")
            self._call(f"$compile({loaded.id})", self._encode(loaded.parts), self.limits.compile_ms)
        except JsTimeoutError:
            return Refusal("template_time_limit", "The template takes too long to compile. Make it smaller.")
        except (JavaScriptError, ValueError, TypeError) as error:
            return Refusal("template_failed", f"The template does not compile: {error}"[:300])
        return None

    def _render(self, loaded: _Loaded, contexts: Sequence[dict[str, Any]]) -> list[Rendered | Refusal]:
        if loaded.refusal is not None:
            return [loaded.refusal] * len(contexts)
        try:
            answers = self._try(loaded, contexts)
        except (JsTimeoutError, JavaScriptError, ValueError, TypeError):
            return [self._solo(loaded, context) for context in contexts]
        return [judge_output(loaded.parts, answer, largest=self.limits.output_characters) for answer in answers]

    def _solo(self, loaded: _Loaded, context: dict[str, Any]) -> Rendered | Refusal:
        """One person alone, so that a person whose data is the trouble refuses nobody else.

        A template that runs over its time for three people in a row is refused for everybody until it is edited.
        """
        if loaded.refusal is not None:
            return loaded.refusal
        try:
            answer = self._try(loaded, [context])[0]
        except JsTimeoutError:
            loaded.overruns += 1
            refusal = Refusal(
                "template_time_limit", "The template ran over its time limit. Are there loops inside loops?"
            )
            loaded.refusal = refusal if loaded.overruns >= PATIENCE else None
            return refusal
        except (JavaScriptError, ValueError, TypeError) as error:
            return self._broken(error)
        loaded.overruns = 0
        return judge_output(loaded.parts, answer, largest=self.limits.output_characters)

    def _broken(self, error: Exception) -> Refusal:
        if "out of memory" in str(error):
            self._start()  # a heap that was full once is not trusted again; templates compile anew when next needed
            return Refusal("template_memory_limit", "The template needs too much memory. Look for very long lists.")
        return Refusal("template_failed", f"The template failed for this person: {error}"[:300])

    def _try(self, loaded: _Loaded, contexts: Sequence[dict[str, Any]]) -> list[EngineOutput]:
        data = self._encode(contexts)
        if LONG_NUMBER.search(data):
            data = self._encode([_exact(context) for context in contexts])
        limit = self.limits.call_ms + self.limits.context_ms * len(contexts)
        return self._answers(self._call(f"$render({loaded.id},{self.limits.output_characters})", data, limit))

    def _ask(self, code: str, data: bytes, limit_ms: int, shape: type[T]) -> T:
        return msgspec.json.decode(self._call(code, data, limit_ms), type=shape)

    def _call(self, code: str, data: bytes, limit_ms: int) -> str:
        """Runs code with a limit by the wall clock, the only one the engine knows.

        A call that ran out of time without having had the processor was starved by the machine: it gets another chance,
        and longer, before its template is blamed.
        """
        self._runtime.bind_object("$input", data.decode())
        for seconds in (limit_ms / 1000, limit_ms / 500):
            before = thread_time()
            try:
                return str(self._runtime.eval(code, timeout=seconds))
            except JsTimeoutError:
                if thread_time() - before > seconds / 2:
                    raise
        return str(self._runtime.eval(code, timeout=limit_ms / 250))


def _exact(value: Any) -> Any:  # JSON of any shape
    """The same JSON with integers that JavaScript cannot hold written as text, so that an order id keeps its digits."""
    if isinstance(value, dict):
        return {name: _exact(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(inner) for inner in value]
    if isinstance(value, int) and abs(value) > JS_INTEGER_MAX:
        return str(value)
    return value
