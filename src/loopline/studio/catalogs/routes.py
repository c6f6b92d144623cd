"""Catalogs over HTTP; their documents are published by the same route as every document."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import answers
from loopline.api.paging import Cursor
from loopline.studio.catalogs import schemas as shape
from loopline.studio.catalogs.desk import CatalogDesk

Limit = Annotated[int, Query(ge=1, le=500)]


def router(desk: CatalogDesk) -> APIRouter:
    """The routes of catalogs and their items."""
    routes = APIRouter(prefix="/api", tags=["delivery"])

    @routes.get("/catalogs", **answers(shape.CatalogList))
    def list_catalogs() -> Response:
        """Every catalog that is published, with what it holds."""
        return plain(desk.listing())

    @routes.get("/catalogs/{catalog}", **answers(shape.CatalogLine))
    def show_catalog(catalog: str) -> Response:
        """One catalog, with what it holds."""
        return plain(desk.line(catalog))

    @routes.get("/catalogs/{catalog}/items", **answers(shape.ItemList))
    def list_items(catalog: str, limit: Limit = 100, cursor: Cursor = "") -> Response:
        """The items of a catalog, by id."""
        return plain(desk.items(catalog, cursor, limit))

    @routes.put("/catalogs/{catalog}/items", **answers(shape.ItemsAnswer, shape.ItemsBody))
    def put_items(catalog: str, body: Body) -> Response:
        """Write items, 1,000 at a time, each whole. One that does not fit is told by its place; the others are kept."""
        return plain(desk.put(catalog, read(body, shape.ItemsBody)))

    @routes.patch("/catalogs/{catalog}/items", **answers(shape.ItemsAnswer, shape.ItemsBody))
    def patch_items(catalog: str, body: Body) -> Response:
        """Change fields of items by their ids, 1,000 at a time; a field that is null is taken away."""
        return plain(desk.patch(catalog, read(body, shape.ItemsBody)))

    @routes.post("/catalogs/{catalog}/items/remove", **answers(shape.RemovedAnswer, shape.ItemIdsBody))
    def remove_items(catalog: str, body: Body) -> Response:
        """Take items out by their ids, 1,000 at a time."""
        return plain(desk.remove(catalog, read(body, shape.ItemIdsBody).ids))

    @routes.delete("/catalogs/{catalog}/items", **answers(shape.RemovedAnswer))
    def clear_items(catalog: str) -> Response:
        """Take all items out."""
        return plain(desk.clear(catalog))

    _items_one_by_one(routes, desk)

    @routes.post("/catalogs/{catalog}/index", **answers(shape.CatalogLine))
    def index_items(catalog: str) -> Response:
        """Make the index of the fields that the catalog's document names; answers when it is there."""
        return plain(desk.index(catalog))

    return routes


def _items_one_by_one(routes: APIRouter, desk: CatalogDesk) -> None:
    @routes.get("/catalogs/{catalog}/items/{item:path}", **answers())
    def show_item(catalog: str, item: str) -> Response:
        """One item as it is kept: an object of the catalog's own fields."""
        return plain(desk.item(catalog, item))

    @routes.delete("/catalogs/{catalog}/items/{item:path}", status_code=204, **answers())
    def remove_item(catalog: str, item: str) -> Response:
        """Take one item out."""
        desk.remove_one(catalog, item)
        return Response(status_code=204)
