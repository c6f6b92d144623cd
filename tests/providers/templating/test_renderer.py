"""The process that renders answers whatever it is asked, and the kernel ends it when it will not stop."""

import json
import signal
import subprocess
import sys
import time

import pytest

from loopline.delivery.rendering.verdict import Part
from loopline.providers.templating import renderer
from loopline.providers.templating.protocol import (
    CheckRequest,
    CompileRequest,
    Fault,
    FieldsRequest,
    Limits,
    Printed,
    PrintRequest,
)
from loopline.providers.templating.renderer import PRELUDE, Renderer
from loopline.providers.templating.template_engine import HANDLEBARS

SOURCES = (HANDLEBARS.read_text("utf-8"), *(path.read_text("utf-8") for path in PRELUDE))


def made(**limits: int) -> Renderer:
    return Renderer(SOURCES, Limits(**limits))


def text(source: str) -> tuple[Part, ...]:
    return (Part("text", source, "text"),)


def test_one_request_after_the_other() -> None:
    one = made()
    assert one.answer(CheckRequest(text("{{x}}"))) == Printed(b"[[]]")
    assert one.answer(FieldsRequest(text("{{x}} {{y.z}}"))) == Printed(b'[["x","y.z"]]')
    assert one.answer(CompileRequest(1, text("{{x}}"))) == Printed(b"[[]]")
    answer = one.answer(PrintRequest(1, 2, b'[{"x":1},{"y":2}]'))
    assert isinstance(answer, Printed)
    assert json.loads(answer.data) == [[["1"], [], "", 1], [[], ["x"], "", 0]]


def test_what_is_dropped_is_not_there() -> None:
    one = made()
    one.answer(CompileRequest(1, text("{{x}}")))
    one.answer(CompileRequest(2, text("{{x}}"), drop=1))
    gone, there = (one.answer(PrintRequest(number, 1, b'[{"x":1}]')) for number in (1, 2))
    assert isinstance(gone, Printed)
    assert "cannot read" in json.loads(gone.data)[0][2]
    assert there == Printed(b'[[["1"],[],"",1]]')


def test_faults_have_a_kind() -> None:
    one = made()
    broken = one.answer(PrintRequest(1, 1, b"[{"))
    assert isinstance(broken, Fault)
    assert broken.kind == "error"
    one = made(call_ms=10_000, heap_bytes=4 << 20)
    one.answer(CompileRequest(1, text("{{#each a}}{{this}}{{/each}}")))
    assert one.answer(PrintRequest(1, 1, json.dumps([{"a": ["x" * 1_000_000] * 9}]).encode())) == Fault("memory")
    assert isinstance(one.answer(CompileRequest(2, text("{{x}}"))), Printed)


def test_a_starved_machine_is_not_the_templates_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time passes here and the processor is not used, as on a machine that is busy with others."""
    pauses = [0.4, 0.4]

    def paused(value: object, style: str, zone: str, language: str) -> str:
        time.sleep(pauses.pop() if pauses else 0)
        return "now"

    monkeypatch.setitem(renderer.HOST_FUNCTIONS, "$date", paused)
    one = made(call_ms=150, context_ms=1)
    one.answer(CompileRequest(1, text("{{date seats}}{{#each a}}{{this}}{{/each}}")))
    answer = one.answer(PrintRequest(1, 1, json.dumps([{"seats": 1, "a": ["."] * 3_000}]).encode()))
    assert isinstance(answer, Printed)
    assert json.loads(answer.data)[0][0] == ["now" + "." * 3_000]
    assert not pauses


def test_the_kernel_ends_what_will_not_stop() -> None:
    script = (
        "from loopline.providers.templating.renderer import _ended_after\nwith _ended_after(0.1):\n while True: pass"
    )
    ended = subprocess.run([sys.executable, "-c", script], check=False, timeout=60)
    assert ended.returncode == -signal.SIGPROF


def test_what_waits_is_not_ended() -> None:
    script = "import time\nfrom loopline.providers.templating.renderer import _ended_after\n"
    script += "with _ended_after(0.1): time.sleep(0.5)"
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0
