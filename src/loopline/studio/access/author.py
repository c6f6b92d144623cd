"""The author of a change, for the record: the person who is signed in, or the key of the API."""

from collections.abc import Callable

from fastapi import Request

from loopline.api.auth import bearer_key
from loopline.studio.access.cookies import Cookies
from loopline.studio.access.keyring import PREFIX_CHARACTERS
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


def witness_of(sign_ins: SignIns, cookies: Cookies) -> Author:
    """A function from a request to who states something on behalf of another, and how, so that it can be proved.

    It is "operator" with an e-mail address, or "key" with the letters by which the list of keys shows it.
    """

    def witness(request: Request) -> str:
        if key := bearer_key(request.headers.get("authorization")):
            return f"key {key[:PREFIX_CHARACTERS]}"
        person = sign_ins.who(cookies.session_of(request.cookies))
        return f"operator {person.email}" if person else "studio"

    return witness
