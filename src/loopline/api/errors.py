"""Errors over HTTP: the one shape that every error has, and the errors that carry more than a text."""

from collections.abc import Mapping

from msgspec import Struct

from loopline.model.errors import LooplineError


class ErrorLine(Struct, frozen=True):
    """A stable code, a text that says the next step, and the place in the request."""

    code: str
    text: str
    at: str


class ErrorAnswer(Struct, frozen=True):
    """The shape of every error."""

    error: ErrorLine


class DetailedError(LooplineError):
    """An error with details: `details` stand next to "error" in the answer."""

    details: Mapping[str, object] = {}
