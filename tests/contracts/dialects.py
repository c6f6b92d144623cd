"""What the conformance suite of the dialects needs to know of each: how a client of the protocol sends things.

Each dialect's own test module, `tests/api/dialects/test_NAME.py`, has `EXAMPLES = ...`: one object of this kind. A
dialect without one fails the suite.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from loopline.signals.batch import BatchReader


@dataclass(frozen=True)
class Event:
    """Something that a person did, by our words; `id` is what tells a repeat from another event."""

    person: str
    name: str
    id: str
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HttpRequest:
    """A request as a client of the protocol sends it."""

    path: str
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"


class DialectExamples(ABC):
    """How a client of the protocol sends things."""

    reader: BatchReader
    """The pure half, `staticmethod(NAME.read)`: so the type checker sees that it is one."""

    messages_max: int
    """So many messages are taken with one request, and so many may be refused."""

    @abstractmethod
    def requests(self, key: str, messages: Sequence[Event | None]) -> Sequence[HttpRequest]:
        """These events in their order, None being a message that the protocol's reader refuses.

        One request where the protocol has batches, else a request a message. With "" for a key none is sent.
        """

    @abstractmethod
    def not_json(self, key: str) -> HttpRequest:
        """A body that cannot be read at all."""

    @abstractmethod
    def too_large(self, key: str) -> HttpRequest:
        """A body over the dialect's limit of bytes, and otherwise good."""


def examples_of(name: str) -> DialectExamples:
    """The examples that a dialect's own tests give."""
    module = f"tests.api.dialects.test_{name}"
    found = getattr(import_module(module), "EXAMPLES", None)
    assert isinstance(found, DialectExamples), f"{module} has no EXAMPLES: see docs/howto/add-a-dialect.md"
    return found
