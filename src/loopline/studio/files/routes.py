"""Files of mails over HTTP. They are listed, and their versions shown, with all content."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import answers
from loopline.api.limits import read_body
from loopline.studio.access.author import Author
from loopline.studio.documents.schemas import Pushed
from loopline.studio.files.desk import FileDesk
from loopline.studio.files.schemas import FileBody

FILE_BODY_BYTES_MAX = 15 * 1024 * 1024
"""A file of 10 MB in base64, and what is said beside it."""


def router(desk: FileDesk, author: Author) -> APIRouter:
    """The routes of files."""
    routes = APIRouter(prefix="/api/files", tags=["decisions"])

    @routes.post("", **answers(Pushed, FileBody))
    async def add(request: Request) -> Response:
        """Keep a file, and publish it with a reason, so that mails may carry it."""
        body = await read_body(request.receive, FILE_BODY_BYTES_MAX, "body_too_large")
        return plain(await desk.add(read(body, FileBody), author(request)))

    @routes.get("/{file}", **answers())
    def content(file: str) -> Response:
        """The bytes of a file in its newest version, to be saved and never shown by a browser."""
        found = desk.read(file)
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.file.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(found.content, media_type="application/octet-stream", headers=headers)

    return routes
