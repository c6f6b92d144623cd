"""Accounts over HTTP: found, shown, explained."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from loopline.api.answer import plain, read
from loopline.api.describe import answers
from loopline.api.paging import Cursor
from loopline.reports.account import AccountAnswer
from loopline.studio.accounts import schemas as shape
from loopline.studio.accounts.read import Accounts

Limit = Annotated[int, Query(ge=1, le=500)]
Words = Annotated[str, Query(max_length=200)]


def router(accounts: Accounts) -> APIRouter:
    """The routes of accounts. Ids may hold slashes, so the longer addresses come first."""
    routes = APIRouter(prefix="/api", tags=["signals"])

    @routes.get("/accounts", **answers(shape.AccountList))
    def found(
        q: Words = "",
        segment: Words = "",
        listed: Annotated[str, Query(max_length=256, alias="list")] = "",
        limit: Limit = 50,
        cursor: Cursor = "",
    ) -> Response:
        """Find accounts that have members by a part of their id or of their trait `name`, in a segment, on a list."""
        return plain(accounts.search(q, limit, cursor, segment=segment, listed=listed))

    @routes.get("/accounts.csv", response_class=StreamingResponse)
    def export_accounts(
        segment: Words = "", listed: Annotated[str, Query(max_length=256, alias="list")] = ""
    ) -> Response:
        """The accounts that have members, of a segment or a list, as a CSV file: account_id, name, members."""
        headers = {"Content-Disposition": 'attachment; filename="accounts.csv"'}
        pieces = accounts.exported(segment, listed)
        return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)

    @routes.put("/accounts/{account:path}/lists/{name}", status_code=204, **answers(takes=shape.AccountListBody))
    async def put_account_on_list(account: str, name: str, request: Request) -> Response:
        """Put an account on a list, perhaps until a time at which the membership ends, or take it off."""
        await accounts.set_list(account, name, read(await request.body(), shape.AccountListBody))
        return Response(status_code=204)

    @routes.get("/accounts/{account:path}/members", **answers(shape.MemberList))
    def members(account: str, limit: Limit = 100, cursor: Cursor = "") -> Response:
        """The members of an account, in the order in which they joined."""
        return plain(accounts.members(account, limit, cursor))

    @routes.get("/accounts/{account:path}/timeline", **answers(shape.AccountTimeline))
    def timeline(account: str, limit: Limit = 100, cursor: Cursor = "") -> Response:
        """What an account was told and what it decided, newest first."""
        return plain(accounts.timeline(account, limit, cursor))

    @routes.get("/accounts/{account:path}/why", **answers(AccountAnswer))
    def why(account: str, journey: str = "") -> Response:
        """Why an account let this member into a journey, and not that one, or nobody."""
        return plain(accounts.why(account, journey))

    @routes.get("/accounts/{account:path}", **answers(shape.AccountProfile))
    def profile(account: str) -> Response:
        """An account as the loop knows it now."""
        return plain(accounts.profile(account))

    return routes
