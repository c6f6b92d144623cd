"""A dialect's HTTP half: its addresses, what OpenAPI says of them, and how its clients learn of an error."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.routing import Route

from loopline.api.auth import Denied, Forbidden, TooMany, Writer
from loopline.api.describe import Json
from loopline.api.face import AppFace
from loopline.api.limits import gunzip, read_body
from loopline.api.rates import source_of_request
from loopline.model.errors import Invalid
from loopline.model.signal import Trust

ANY_PAGE: Final = {"Access-Control-Allow-Origin": "*"}
"""A browser's key is public by nature (it stands in the page's source) and no cookie is read here: any page may send,
unless the key says by itself whose pages."""


class Dialect(ABC):
    """A protocol that existing clients speak. Each module of `api/dialects` has one: `DIALECT = ...`.

    `face.take(self.name, body, trust=trust)` has its reader read a body and write what it holds: once that returns, a
    200 is no lie.
    """

    prefixes: ClassVar[tuple[str, ...]]
    """How its addresses begin. They are the dialect's alone: an error under one of them is told in its way."""

    headers: ClassVar[Mapping[str, str]] = {}
    """Headers of every error it answers, such as ANY_PAGE for a protocol that browsers speak."""

    @property
    def name(self) -> str:
        """The name in the register, which is the module's."""
        return type(self).__module__.rpartition(".")[2]

    @abstractmethod
    def routes(self, face: AppFace) -> Sequence[Route]:
        """Every address. They are raw routes: the body goes to the reader as it came."""

    @abstractmethod
    def describe(self) -> Json:
        """Its part of the OpenAPI document: `paths` and `components`."""

    def error_fields(self, status: int, code: str, text: str) -> Mapping[str, object]:
        """What its clients look for in the JSON of an error, beside `error`, which every error answer has."""
        return {}


def check_write_key(face: AppFace, request: Request, keys: Iterable[str], size: int = 0) -> Trust:
    """The speaker, by the first of the keys that a request shows that may send signals; `size` is that of its body.

    Raises Denied `key_invalid`; for a browser's key also Forbidden `origin_unknown` and TooMany `key_throttled`.
    """
    writer = next((writer for key in keys if (writer := face.writer(key)) is not None), None)
    if writer is None:
        raise Denied("key_invalid", "The write key is missing or unknown; copy it from Settings, Keys in the studio.")
    if writer.trust == "browser":
        _check_origin(writer, request)
        wait = face.rates.wait_seconds(writer.id, source_of_request(request), size)
        if wait:
            raise TooMany("key_throttled", f"This browser key sends too much; go on in {wait} seconds.", wait)
    return writer.trust


def _check_origin(writer: Writer, request: Request) -> None:
    """Browsers name the page's origin on every POST. The few questions that they ask by GET change nothing."""
    origin = request.headers.get("origin", "").lower()
    if not writer.origins or origin in writer.origins or (not origin and request.method == "GET"):
        return
    raise Forbidden(
        "origin_unknown",
        "This browser key is for other pages; add the page's origin to a key in Settings, Keys, or use that key.",
    )


async def read_content(request: Request, limit: int, code: str) -> bytes:
    """The body of a request, unpacked when it is gzip. Raises TooLarge with this code over `limit` bytes."""
    body = await read_body(request.receive, limit, code)
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "gzip":
        return gunzip(body, limit, code)
    if encoding not in ("identity", ""):
        raise Invalid("encoding_unknown", f"Content-Encoding {encoding!r} is not read here; use gzip or none.")
    return body


def operation(
    name: str,
    summary: str,
    description: str,
    *,
    body: Json,
    answer: Json,
    limits: str,
    inside: Sequence[str] = (),
    single: bool = False,
) -> Json:
    """What OpenAPI says of an address that takes signals; `limits` are the dialect's, in words.

    `inside` names the parts of the address that vary, such as a person's id. A `single` message is taken or refused
    whole: its answer lists no faults, and there are no parts to send it in.
    """

    def response(text: str) -> Json:
        return {"description": text, "content": {"application/json": {"schema": answer}}}

    described: Json = {
        "summary": summary,
        "description": description,
        "tags": ["signals"],
        "operationId": f"send_{name}",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": response("On disk." if single else "On disk. Messages that were refused stand under `faults`."),
            "400": response("Nothing could be taken; do not send it again as it is."),
            "401": response("The write key is missing or wrong."),
            "403": response("This browser key is for other pages."),
            "429": response("This browser key sends too much; send it again after `Retry-After` seconds."),
            "413": response(f"Over {limits}; send {'less' if single else 'it in parts'}."),
            "503": response("It cannot be taken now; send it again after `Retry-After` seconds."),
        },
    }
    if inside:
        described["parameters"] = [
            {"name": part, "in": "path", "required": True, "schema": {"type": "string"}} for part in inside
        ]
    return described
