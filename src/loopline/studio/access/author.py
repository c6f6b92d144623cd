"""The author of a change, for the record: the name of the person who is signed in, or "api" for a key."""

from collections.abc import Callable

from fastapi import Request

from loopline.api.auth import bearer_key
from loopline.studio.access.cookies import Cookies
from loopline.studio.access.sign_ins import SignIns

Author = Callable[[Request], str]


def author_of(sign_ins: SignIns, cookies: Cookies) -> Author:
    """A function from a request to its author."""

    def author(request: Request) -> str:
        if bearer_key(request.headers.get("authorization")):
            return "api"
        person = sign_ins.who(cookies.session_of(request.cookies))
        return person.name if person else "studio"

    return author
