"""Sender domains over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import also, answers
from loopline.studio.access.author import Author
from loopline.studio.senders import schemas as shape
from loopline.studio.senders.desk import SenderDesk

TAKEN = also(409, "The domain has a key of this selector.")
IN_USE = also(409, "The key signs; let another one sign first.")


def router(desk: SenderDesk, author: Author) -> APIRouter:
    """The routes. A key that was made signs from the next mail on where it is the domain's first."""
    routes = APIRouter(prefix="/api", tags=["delivery"])

    @routes.get("/senders", **answers(shape.SenderKeyList))
    def list_senders() -> Response:
        """Every key of every sender domain, and the record that belongs in DNS."""
        return plain(desk.listing())

    @routes.post("/senders", **answers(shape.SenderKeyLine, takes=shape.SenderKeyBody, errors=TAKEN))
    def add_sender(request: Request, body: Body) -> Response:
        """Make a key for a domain. The private half is kept sealed and never shown."""
        asked: shape.SenderKeyBody = read(body, shape.SenderKeyBody)
        return plain(desk.add(asked, author(request)))

    @routes.get("/senders/{domain}/check", **answers(shape.SenderCheckAnswer))
    async def check_sender_domain(domain: str) -> Response:
        """Ask DNS whether receivers can believe mails from this domain: DKIM, SPF and DMARC, with what to publish."""
        return plain(await desk.check(domain))

    @routes.post("/senders/{domain}/{selector}/use", status_code=204, **answers())
    def use_sender_key(domain: str, selector: str) -> Response:
        """Let this key sign from the next mail on, and no other of its domain."""
        desk.use(domain, selector)
        return Response(status_code=204)

    @routes.delete("/senders/{domain}", status_code=204, **answers())
    def drop_sender(domain: str) -> Response:
        """Take all keys of a domain away; its mails leave without a signature from then on."""
        desk.drop(domain)
        return Response(status_code=204)

    @routes.delete("/senders/{domain}/{selector}", status_code=204, **answers(errors=IN_USE))
    def drop_sender_key(domain: str, selector: str) -> Response:
        """Take one key away. Leave its record in DNS for some days: mails on their way are checked by it."""
        desk.drop(domain, selector)
        return Response(status_code=204)

    return routes
