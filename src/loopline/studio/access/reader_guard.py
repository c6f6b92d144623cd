"""The door of those who read figures and facts, and may change nothing: analysts, and whoever may do everything."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from loopline.api.auth import bearer_key
from loopline.api.face import AppFace
from loopline.api.server import admin_guard
from loopline.studio.access.keyring import Keyring

Guard = Callable[[Request], Awaitable[None]]


def reader_guard(face: AppFace, keys: Keyring) -> Guard:
    """A dependency that lets an analyst's key pass, an admin key and a studio session; raises Denied for others."""
    admin = admin_guard(face)

    async def guard(request: Request) -> None:
        if not keys.is_analyst(bearer_key(request.headers.get("authorization"))):
            await admin(request)

    return guard
