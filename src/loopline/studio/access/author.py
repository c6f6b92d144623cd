"""The author of a change, for the record: the person who is signed in, or the key of the API."""

from collections.abc import Callable

from fastapi import Request

from loopline.api.auth import bearer_key
from loopline.studio.access.cookies import Cookies
from loopline.studio.access.keyring import PREFIX_CHARACTERS
from loopline.studio.access.roles import OperatorRole
from loopline.studio.access.sign_ins import SignIns

Author = Callable[[Request], str]


class SignedAuthor(str):
    """The name of a person who is signed in, with what their role lets them do.

    It goes wherever an author's name goes, so what asks for a person or a role finds it there. `agreed`: somebody else
    has agreed to what is done.
    """

    email: str
    role: OperatorRole
    agreed: bool

    def __new__(cls, name: str, email: str, role: OperatorRole, *, agreed: bool = False) -> "SignedAuthor":
        """A name with an address and a role."""
        made = super().__new__(cls, name)
        made.email, made.role, made.agreed = email, role, agreed
        return made


def author_of(sign_ins: SignIns, cookies: Cookies) -> Author:
    """A function from a request to its author."""

    def author(request: Request) -> str:
        if bearer_key(request.headers.get("authorization")):
            return "api"
        person = sign_ins.who(cookies.session_of(request.cookies))
        return SignedAuthor(person.name, person.email, person.role) if person else "studio"

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
