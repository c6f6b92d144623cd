"""The rules above all journeys over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import answers
from loopline.decisions.documents.read import read_document
from loopline.studio.access.author import Author
from loopline.studio.documents.schemas import PublishedVersion
from loopline.studio.workspace.schemas import WorkspaceBody
from loopline.studio.workspace.write import WorkspaceRules


def router(rules: WorkspaceRules, author: Author) -> APIRouter:
    """The routes of the workspace."""
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.get("/workspace", **answers())
    def workspace() -> Response:
        """The rules above all journeys: consent, topics, caps, quiet hours, holdouts. Defaults are left out."""
        return plain(rules.read())

    @routes.put("/workspace", **answers(PublishedVersion, WorkspaceBody))
    async def set_workspace(request: Request) -> Response:
        """Publish the rules above all journeys with a reason."""
        body = read(await request.body(), WorkspaceBody)
        document = read_document(bytes(body.document))
        return plain(await rules.publish(document, reason=body.reason, by=author(request)))

    return routes
