"""Imports over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from loopline.api.answer import plain, read
from loopline.api.describe import answers
from loopline.studio.access.author import Author
from loopline.studio.imports import schemas as shape
from loopline.studio.imports.desk import ImportDesk
from loopline.studio.imports.shelf import HEADER


def router(desk: ImportDesk, witness: Author) -> APIRouter:
    """The routes; `witness` says who brings a file in, for the record."""
    routes = APIRouter(prefix="/api/imports", tags=["people"])

    @routes.get("", **answers(shape.ImportList))
    def list_imports() -> Response:
        """Every import and how far it is, the newest first."""
        return plain(desk.listing())

    @routes.post("", **answers(shape.ImportView, shape.NewImport))
    async def open_import(request: Request) -> Response:
        """Open an import of a file. The same file with the same options is the same import, wherever that is by now."""
        return plain(await desk.open(read(await request.body(), shape.NewImport), witness(request)))

    @routes.get("/{identity}", **answers(shape.ImportView))
    def show_import(identity: str) -> Response:
        """An import and how far it is."""
        return plain(desk.one(identity))

    @routes.put("/{identity}/content", **answers(shape.ImportView))
    async def put_content(identity: str, request: Request, offset: int = 0) -> Response:
        """Send a part of the file, 1 MB at a time, from the byte `offset` on, which is as many as have arrived."""
        return plain(await desk.add_part(identity, offset, await request.body()))

    _acts(routes, desk)
    return routes


def _acts(routes: APIRouter, desk: ImportDesk) -> None:
    @routes.post("/{identity}/try", **answers(shape.ImportTrial))
    async def try_import(identity: str) -> Response:
        """A dry run over the first 20,000 rows: the columns, the first faults, ten rows as they will be."""
        return plain(await desk.attempt(identity))

    @routes.post("/{identity}/start", **answers(shape.ImportView))
    async def start_import(identity: str) -> Response:
        """Begin, or go on where it was cancelled or failed."""
        return plain(await desk.start(identity))

    @routes.post("/{identity}/cancel", **answers(shape.ImportView))
    async def cancel_import(identity: str) -> Response:
        """End it behind the rows in hand; what was taken stays."""
        return plain(await desk.cancel(identity))

    @routes.delete("/{identity}", status_code=204, **answers())
    async def forget_import(identity: str) -> Response:
        """Delete its file and its refused rows; what was taken stays."""
        await desk.forget(identity)
        return Response(status_code=204)

    @routes.get("/{identity}/refused", **answers())
    def refused_rows(identity: str) -> Response:
        """The rows that were not taken, as a CSV file: line, column, what was seen, what was expected, a code."""
        path = desk.refused(identity)
        name = f"refused-{path.parent.name[:8]}.csv"
        if path.exists():
            return FileResponse(path, media_type="text/csv; charset=utf-8", filename=name)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(",".join(HEADER) + "\r\n", media_type="text/csv; charset=utf-8", headers=headers)
