"""An answer is in the language that was asked for, and what people wrote themselves is never another."""

import importlib
import pkgutil

import msgspec
import pytest
from msgspec import Struct

import loopline
from loopline.api.spoken.answers import SENTENCES, asked_language, in_language, wished
from loopline.studio.documents.schemas import Draft, FaultLine, FaultList

FAULT = FaultLine("x", "Name it in a journey.", "nodes.a", None, "error", None)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-US,de;q=0.9", "en"),
        ("fr,de;q=0.5,en;q=0.4", "de"),
        ("fr", "en"),
        ("de;q=0,en", "en"),
        ("de;q=nonsense, ,;q=,*", "en"),
        ("," * 5_000 + "de", "en"),
    ],
)
def test_the_first_language_that_is_spoken_here_counts(header: str, language: str) -> None:
    assert wished(header) == language


def test_sentences_are_said_and_what_people_wrote_stays() -> None:
    draft = Draft({"nodes": {"a": {"content": {"text": "Name it in a journey."}}}}, 1, 0, "Mara", "")
    token = asked_language.set("de")
    try:
        assert in_language(FaultList((FAULT,))).faults[0].text == "Nenn es in einer Journey."
        assert in_language(draft) == draft
        assert in_language({"error": 1, "faults": (FAULT,)})["faults"][0].text == "Nenn es in einer Journey."
    finally:
        asked_language.reset(token)
    assert in_language(FaultList((FAULT,))).faults[0].text == "Name it in a journey."


def test_each_field_that_is_said_is_a_field_of_an_answer() -> None:
    found: dict[str, set[str]] = {}
    for module in pkgutil.walk_packages(loopline.__path__, "loopline."):
        if module.name.endswith((".schemas", ".why", ".findings")):
            for name, kind in vars(importlib.import_module(module.name)).items():
                if isinstance(kind, type) and issubclass(kind, Struct):
                    found[name] = {field.name for field in msgspec.structs.fields(kind)}
    assert [name for name, fields in SENTENCES.items() if not set(fields) <= found.get(name, set())] == []
