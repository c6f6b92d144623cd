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
    has agreed to what is done; `sees_people`: they see who people are.
    """

    email: str
    role: OperatorRole
    agreed: bool
    sees_people: bool

    def __new__(
        cls, name: str, email: str, role: OperatorRole, *, agreed: bool = False, sees_people: bool = True
    ) -> "SignedAuthor":
        """A name with an address and a role."""
        made = super().__new__(cls, name)
        made.email, made.role, made.agreed, made.sees_people = email, role, agreed, sees_people
        return made


def author_of(sign_ins: SignIns, cookies: Cookies) -> Author:
    """A function from a request to its author."""

    def author(request: Request) -> str:
        if bearer_key(request.headers.get("authorization")):
            return "api"
        person = sign_ins.who(cookies.session_of(request.cookies))
        if person is None:
            return "studio"
        return SignedAuthor(person.name, person.email, person.role, sees_people=person.sees_people)

    return author


def bare_author(author: Author) -> Author:
    """The same as bare names, for what is packed: msgspec writes no kind of text but `str` itself."""
    return lambda request: str(author(request))


def sees_people(by: str) -> bool:
    """Whether an author sees who people are; a key does."""
    return by.sees_people if isinstance(by, SignedAuthor) else True


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
