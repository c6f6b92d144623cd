"""The Segment tracking protocol: what Segment's, RudderStack's and Customer.io's clients send to /v1."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import ClassVar, Final

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from loopline.api.auth import basic_credentials
from loopline.api.describe import TEMPLATE, Json
from loopline.api.dialect import ANY_PAGE, Dialect, check_write_key, operation, read_content
from loopline.api.face import AppFace
from loopline.signals.batch import Taken
from loopline.signals.dialects.segment_wire import BATCH_BYTES_MAX, SegmentMessage, written_keys
from loopline.signals.quality import MessageError

SINGLE: Final = {
    "identify": "identify",
    "track": "track",
    "group": "group",
    "alias": "alias",
    "page": "page",
    "screen": "screen",
    "i": "identify",
    "t": "track",
    "g": "group",
    "a": "alias",
    "p": "page",
    "s": "screen",
}
BATCH: Final = ("batch", "b", "import")

PREFLIGHT: Final = ANY_PAGE | {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Max-Age": "86400",
    "Vary": "Access-Control-Request-Headers",
}
USUAL_HEADERS: Final = "Authorization, Content-Type, Content-Encoding"
HEADER_NAMES: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,1000}")
BEACON: Final = "beacon/v1/batch"
SOURCE_CONFIG: Final = ("/sourceConfig", "/sourceConfig/")

Endpoint = Callable[[Request], Awaitable[Response]]


class SegmentAnswer(msgspec.Struct, rename="camel", omit_defaults=True):
    """The answer to a sender. `accepted` counts messages; older clients look for `code` and `message`."""

    success: bool
    accepted: int
    faults: list[MessageError] = []
    code: str = ""
    message: str = ""


class SegmentBatch(msgspec.Struct, rename="camel"):
    """The body of /v1/batch."""

    batch: list[SegmentMessage]
    sent_at: str | None = None
    write_key: str | None = None


encode_answer: Callable[[SegmentAnswer], bytes] = msgspec.json.Encoder().encode


class SegmentDialect(Dialect):
    """Every address of the protocol, with the shapes that its clients expect."""

    prefixes: ClassVar = ("/v1/", "/beacon/v1/", "/sourceConfig")
    headers: ClassVar = ANY_PAGE

    def routes(self, face: AppFace) -> Sequence[Route]:
        """Batches, single messages whose address gives their type, and what browsers ask for."""
        methods = ["POST", "OPTIONS"]
        return [
            *(Route(f"/v1/{name}", self._sending(face, ""), methods=methods) for name in BATCH),
            *(Route(f"/v1/{name}", self._sending(face, kind), methods=methods) for name, kind in SINGLE.items()),
            Route(f"/{BEACON}", self._sending(face, ""), methods=methods),
            *(Route(path, _source_config(face), methods=["GET", "OPTIONS"]) for path in SOURCE_CONFIG),
            Route("/v1/m", _metrics, methods=methods),
            Route("/v1/projects/{write_key}/settings", _settings(face), methods=["GET", "OPTIONS"]),
        ]

    def error_fields(self, status: int, code: str, text: str) -> Mapping[str, object]:
        """Segment's clients look for code and message at the top."""
        return {"success": False, "accepted": 0, "code": code, "message": text}

    def describe(self) -> Json:
        """Made from the shapes that the parser uses."""
        (batch, message, answer), components = msgspec.json.schema_components(
            (SegmentBatch, SegmentMessage, SegmentAnswer), ref_template=TEMPLATE
        )
        bodies = dict.fromkeys(BATCH, batch) | dict.fromkeys(SINGLE, message)
        paths = {f"/v1/{name}": {"post": _operation(name, body, answer)} for name, body in bodies.items()}
        return {"paths": paths, "components": {"schemas": components}}

    def _sending(self, face: AppFace, kind: str) -> Endpoint:
        async def send(request: Request) -> Response:
            if request.method == "OPTIONS":
                return _preflight(request)
            body = await read_content(request, BATCH_BYTES_MAX, "batch_too_large")
            key = _shown_key(request)  # browsers write it into the body instead
            trust = check_write_key(face, request, [key] if key else written_keys(body), len(body))
            return _answer(await face.take(self.name, body, kind, trust=trust))

        return send


def _answer(taken: Taken) -> Response:
    answer = SegmentAnswer(success=True, accepted=taken.messages, faults=taken.errors)
    if taken.errors and not taken.messages:
        first = taken.errors[0]
        answer.success, answer.code, answer.message = False, first.code, first.text
    status = 200 if answer.success else 400
    return Response(encode_answer(answer), status, headers=ANY_PAGE, media_type="application/json")


async def _metrics(request: Request) -> Response:
    """Browser clients report on themselves here; nothing of it is kept."""
    if request.method == "OPTIONS":
        return _preflight(request)
    return JSONResponse({"success": True}, headers=ANY_PAGE)


def _settings(face: AppFace) -> Endpoint:
    async def settings(request: Request) -> Response:
        """The settings that analytics.js asks for before it starts: it shall send its messages back here."""
        if request.method == "OPTIONS":
            return _preflight(request)
        key: str = request.path_params["write_key"]
        check_write_key(face, request, [key])
        here = {"apiKey": key, "apiHost": f"{request.url.netloc}/v1", "protocol": request.url.scheme}
        return JSONResponse({"integrations": {"Segment.io": here}}, headers=ANY_PAGE)

    return settings


def _source_config(face: AppFace) -> Endpoint:
    async def config(request: Request) -> Response:
        """The configuration that RudderStack's clients ask for before they start: one source, no destination."""
        if request.method == "OPTIONS":
            return _preflight(request)
        key = _shown_key(request)
        check_write_key(face, request, [key])
        source = {
            "id": "loopline",
            "name": "Loopline",
            "writeKey": key,
            "workspaceId": "loopline",
            "enabled": True,
            "config": {},
            "connections": [],
            "destinations": [],
            "dataplanes": {},
        }
        return JSONResponse({"source": source}, headers=ANY_PAGE)

    return config


def _shown_key(request: Request) -> str:
    """The write key in the header, or in the address, where beacons have to put it; "" without one."""
    key, _ = basic_credentials(request.headers.get("authorization"))
    return key or request.query_params.get("writeKey", "")


def _preflight(request: Request) -> Response:
    """Whatever headers a page asks for: clients of this protocol bring names of their own."""
    asked = request.headers.get("access-control-request-headers", "")
    allowed = asked if HEADER_NAMES.fullmatch(asked) else USUAL_HEADERS
    return Response(status_code=204, headers=PREFLIGHT | {"Access-Control-Allow-Headers": allowed})


def _operation(name: str, body: Json, answer: Json) -> Json:
    return operation(
        name,
        f"Send signals ({SINGLE.get(name, 'batch')})",
        "In Segment's protocol, the write key as the name of HTTP Basic; answered when it is on disk.",
        body=body,
        answer=answer,
        limits="500 KB or 2,500 messages",
    )


DIALECT: Final = SegmentDialect()
