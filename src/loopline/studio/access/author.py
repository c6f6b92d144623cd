"""The author of a change, for the record: the name of the person who is signed in, or "api" for a key."""

from collections.abc import Callable

from fastapi import Request

from loopline.api.auth import SESSION_COOKIE, bearer_key
from loopline.studio.access.operators import SignIns

Author = Callable[[Request], str]


def author_of(sign_ins: SignIns) -> Author:
    """A function from a request to its author."""

    def author(request: Request) -> str:
        if bearer_key(request.headers.get("authorization")):
            return "api"
        person = sign_ins.who(request.cookies.get(SESSION_COOKIE, ""))
        return person.name if person else "studio"

    return author
