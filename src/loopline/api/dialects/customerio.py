"""Customer.io's Track API over HTTP: an address for each kind of message, the key as the password of HTTP Basic."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from loopline.api.auth import basic_credentials
from loopline.api.describe import TEMPLATE, Json
from loopline.api.dialect import Dialect, check_write_key, operation, read_content
from loopline.api.face import AppFace
from loopline.model.errors import Invalid
from loopline.model.signal import Trust
from loopline.signals.batch import Taken
from loopline.signals.dialects.customerio import CustomerioEvent, CustomerioMerge
from loopline.signals.dialects.customerio_device import CustomerioDevice
from loopline.signals.quality import MESSAGE_BYTES_MAX

CUSTOMER: Final = "/api/v1/customers/{identifier:path}"
"""An id may hold a slash, which stands encoded in the address and not in what routes see."""

TAKEN: Final = (
    ("event", "POST", f"{CUSTOMER}/events"),
    ("device", "PUT", f"{CUSTOMER}/devices"),
    ("identify", "PUT", CUSTOMER),
    ("anonymous_event", "POST", "/api/v1/events"),
    ("merge", "POST", "/api/v1/merge_customers"),
)

Endpoint = Callable[[Request], Awaitable[Response]]


class CustomerioAnswer(msgspec.Struct):
    """The answer to a message that was taken: an empty object."""


class CustomerioDialect(Dialect):
    """The addresses that Loopline can do what they promise at, and those where it says that it cannot."""

    prefixes: ClassVar = ("/api/v1/",)

    def routes(self, face: AppFace) -> Sequence[Route]:
        """One for each kind of message, and what the protocol promises and Loopline cannot keep."""
        no_deletion = _refusing(
            face,
            "deletion_unsupported",
            "Nobody can be deleted here; nothing was changed. State `unsubscribed: true` to stop their messages.",
        )
        no_suppression = _refusing(
            face,
            "suppression_unsupported",
            "Suppressing deletes people, which cannot be done or undone here; nothing was changed. State "
            "`unsubscribed: true` to stop their messages.",
        )
        return [
            *(Route(path, self._taking(face, kind), methods=[method]) for kind, method, path in TAKEN),
            Route(f"{CUSTOMER}/devices/{{device:path}}", _removing(face, self.name), methods=["DELETE"]),
            Route(f"{CUSTOMER}/suppress", no_suppression, methods=["POST"]),
            Route(f"{CUSTOMER}/unsuppress", no_suppression, methods=["POST"]),
            Route(CUSTOMER, no_deletion, methods=["DELETE"]),
        ]

    def error_fields(self, status: int, code: str, text: str) -> Mapping[str, object]:
        """Customer.io's clients look for the text in `meta`."""
        return {"meta": {"error": text}}

    def describe(self) -> Json:
        """Made from the shapes that the parser uses."""
        (event, device, merge, answer), components = msgspec.json.schema_components(
            (CustomerioEvent, CustomerioDevice, CustomerioMerge, CustomerioAnswer), ref_template=TEMPLATE
        )
        attributes = {"type": "object", "description": "The person's attributes, by name."}
        bodies: dict[str, Any] = {"identify": attributes, "device": device, "merge": merge}
        paths: dict[str, Any] = {}
        for kind, method, path in TAKEN:
            address = path.replace(":path", "")
            described = operation(
                f"customerio_{kind}",
                f"Send a signal (Customer.io, {kind.replace('_', ' ')})",
                "In Customer.io's protocol, the write key as the password of HTTP Basic; answered when it is on disk.",
                body=bodies.get(kind, event),
                answer=answer,
                limits="32 KB",
                inside=["identifier"] if "{identifier}" in address else (),
                single=True,
            )
            paths.setdefault(address, {})[method.lower()] = described
        return {"paths": paths, "components": {"schemas": components}}

    def _taking(self, face: AppFace, kind: str) -> Endpoint:
        async def take(request: Request) -> Response:
            trust = _check_key(face, request)
            body = await read_content(request, MESSAGE_BYTES_MAX, "message_too_large")
            hint = f"{kind} {request.path_params.get('identifier', '')}"
            return _empty(await face.take(self.name, body, hint, trust=trust))

        return take


def _removing(face: AppFace, dialect: str) -> Endpoint:
    """A device that is taken away; the address alone says which."""

    async def remove(request: Request) -> Response:
        trust = _check_key(face, request)
        body = msgspec.json.encode(request.path_params["device"])
        hint = f"device_removal {request.path_params['identifier']}"
        return _empty(await face.take(dialect, body, hint, trust=trust))

    return remove


def _empty(taken: Taken) -> Response:
    """The empty object for a message that was taken. Raises Invalid with the fault of one that was not."""
    if taken.errors:
        (fault,) = taken.errors
        raise Invalid(fault.code, fault.text)
    return JSONResponse({})


def _refusing(face: AppFace, code: str, text: str) -> Endpoint:
    """An address of the protocol that says that it does nothing: a 200 would be taken for a promise kept."""

    async def refuse(request: Request) -> Response:
        _check_key(face, request)
        raise Invalid(code, text)

    return refuse


def _check_key(face: AppFace, request: Request) -> Trust:
    """The site id is the name in HTTP Basic, and says nothing here."""
    _, key = basic_credentials(request.headers.get("authorization"))
    size = request.headers.get("content-length", "")
    return check_write_key(face, request, [key], int(size) if size.isdecimal() else MESSAGE_BYTES_MAX)


DIALECT: Final = CustomerioDialect()
