"""The studio's built files at "/"; its first page answers for the addresses that the studio makes itself."""

import asyncio
import gzip
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from loopline.api.page import SECURITY, page

BUILT: Final = Path(__file__).parent.parent / "assets" / "studio"
RESERVED: Final = ("api", "v1", "l", "metrics", "openapi.json")
HASHED: Final = "assets/"
FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
ASK_AGAIN: Final = {"Cache-Control": "no-cache"}
FOR_PAGES: Final = "inbox.js"
"""The script that the customer's own pages load."""

FROM_ANYWHERE: Final = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}
COMPRESSED: Final = ("text/", "application/json", "application/javascript", "image/svg+xml")
FILES_KEPT: Final = 500


class BuiltFile(Struct, frozen=True):
    """A built file in memory; `small` is its gzip form, empty for what does not shrink."""

    content: bytes
    kind: str
    small: bytes


class StudioFiles:
    """An ASGI application for every path that no route answers. Reads inside its folder and nowhere else."""

    def __init__(self, folder: Path = BUILT) -> None:
        self._folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path = str(scope["path"]).lstrip("/")
        if scope["method"] not in ("GET", "HEAD") or path.split("/", 1)[0] in RESERVED:
            raise HTTPException(404)
        accepts = dict(scope["headers"]).get(b"accept-encoding", b"")
        answer = await asyncio.to_thread(self.answer, path, gzipped=b"gzip" in accepts)
        await answer(scope, receive, send)

    def answer(self, path: str, *, gzipped: bool = False) -> Response:
        """The file at a path; the first page for a path that names no file."""
        found = self._find(path)
        if found is None and "." in path.rsplit("/", 1)[-1]:
            raise HTTPException(404)
        if found is None:
            path, found = "index.html", self._find("index.html")
        if found is None:
            return _not_built()
        file = _read(found, found.stat().st_mtime_ns)
        headers = {**SECURITY, **_kept(path), "Vary": "Accept-Encoding"}
        if gzipped and file.small:
            return Response(file.small, media_type=file.kind, headers={**headers, "Content-Encoding": "gzip"})
        return Response(file.content, media_type=file.kind, headers=headers)

    def _find(self, path: str) -> Path | None:
        if not path or "\x00" in path:
            return None
        try:
            place = (self._folder / path).resolve()
            return place if place.is_relative_to(self._folder) and place.is_file() else None
        except (OSError, ValueError):
            return None


def _kept(path: str) -> dict[str, str]:
    if path == FOR_PAGES:
        return FROM_ANYWHERE
    return FOR_EVER if path.startswith(HASHED) else ASK_AGAIN


@lru_cache(maxsize=FILES_KEPT)
def _read(place: Path, _changed_at: int) -> BuiltFile:
    content = place.read_bytes()
    kind = guess_type(place.name)[0] or "application/octet-stream"
    small = gzip.compress(content, 9, mtime=0) if kind.startswith(COMPRESSED) else b""
    return BuiltFile(content, kind, small if len(small) < len(content) else b"")


def _not_built() -> Response:
    return page(
        "The studio is not built yet",
        "The server works, but its web pages are not there. Run `make assets` in the repository, then load this again.",
        status=503,
    )
