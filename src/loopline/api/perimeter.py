"""What holds for every answer, whoever made it: under which name we were asked, and what browsers are told."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from loopline.api.dialects import DIALECTS
from loopline.api.hosts import AllowedHosts
from loopline.api.page import page
from loopline.api.spoken.answers import asked_language, wished
from loopline.api.spoken.catalogue import Language
from loopline.model.errors import Invalid

ANY_NAME: Final = ("/hooks/", "/in/", "/l/", "/s/", "/metrics", "/api/health", "/live", "/ready")
"""Addresses that may be reached under any name, as those of the dialects may: no cookie counts there. They show what
anybody may see, or ask for a key or a signature that no foreign page has."""

MISDIRECTED: Final = 421
YEAR_SECONDS: Final = 31_536_000
EVERYWHERE: Final = {"X-Content-Type-Options": "nosniff"}
BY_HTTPS: Final = {"Strict-Transport-Security": f"max-age={YEAR_SECONDS}"}
PRIVATE: Final = {"Cache-Control": "no-store"}


class UnknownHost(Invalid):
    """We were asked under a name that is not ours."""

    status = MISDIRECTED


class Perimeter:
    """Outermost of all: errors that no route has made pass through it too."""

    def __init__(self, app: ASGIApp, hosts: AllowedHosts, *, is_https: bool) -> None:
        self._app, self._hosts, self._is_https = app, hosts, is_https
        self._told: Mapping[str, str] = EVERYWHERE | (BY_HTTPS if is_https else {})
        self._told_privately: Mapping[str, str] = {**self._told, **PRIVATE}
        self._any_name = (*ANY_NAME, *(prefix for dialect in DIALECTS for prefix in dialect.prefixes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        told = self._told_privately if path.startswith("/api/") else self._told

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in told.items():
                    headers.setdefault(name, value)
                message["headers"] = headers.raw
            await send(message)

        asked_language.set(_language(scope) if path.startswith("/api/") else "en")
        host = _host(scope)
        if not path.startswith(self._any_name) and not self._hosts.allows(host):
            await _misdirected(path)(scope, receive, send_told)
            return
        if self._is_https and self._hosts.is_public(host):
            scope = {**scope, "scheme": "https"}
        await self._app(scope, receive, send_told)


def _misdirected(path: str) -> Response:
    fault = UnknownHost(
        "host_unknown",
        "Loopline does not know this name. Set LOOPLINE_PUBLIC_URL to the address that you use, or add the name to "
        "LOOPLINE_ALLOWED_HOSTS.",
    )
    if path.startswith("/api/"):
        return JSONResponse({"error": {"code": fault.code, "text": fault.text, "at": ""}}, fault.status)
    return page("This is not the name of this Loopline", fault.text, status=fault.status)


def _host(scope: Scope) -> str:
    named = [value for name, value in scope["headers"] if name == b"host"]
    return named[0].decode("latin-1") if len(named) == 1 else ""


def _language(scope: Scope) -> Language:
    named = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language"]
    return wished(",".join(named))
