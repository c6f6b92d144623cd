"""Keys, sessions and the owner's setup. Times are ms since the epoch, UTC."""

from typing import Literal

from msgspec import Struct

from loopline.api.auth import Role
from loopline.studio.access.roles import DEFAULT, OperatorRole


class KeyLine(Struct, frozen=True):
    """A key without its secret."""

    id: str
    role: Role
    created_at: int
    prefix: str
    origins: tuple[str, ...] = ()


class KeyList(Struct, frozen=True):
    """Every key, oldest first."""

    keys: tuple[KeyLine, ...]


class KeyBody(Struct, frozen=True):
    """The new key's role. `browser` may stand in a web page: what it may say of people who are known is limited, and
    `origins` are the only pages that may use it (empty: any may). `server` sends signals without these limits and is
    kept secret (`write` is its earlier name). `sender` sends single messages too. `analyst` reads
    facts and figures alone. `admin` may do everything.
    """

    role: Literal["browser", "server", "write", "sender", "analyst", "admin"]
    origins: tuple[str, ...] = ()


class NewKey(Struct, frozen=True):
    """The key itself: shown this once, kept nowhere."""

    key: str


class SignedIn(Struct, frozen=True):
    """The person who is signed in, with their role; `sees_people`: personal data too."""

    name: str
    email: str
    role: OperatorRole = "owner"
    sees_people: bool = True


class SessionAnswer(Struct, frozen=True):
    """`setup`: there is no owner yet, and the token that the server has printed makes one. Else `signed_out` or
    `signed_in`. `guest`: nobody is signed in and none needs to be, for this is the demo; a guest looks and changes
    nothing.
    """

    state: Literal["setup", "signed_out", "signed_in", "guest"]
    person: SignedIn | None


class SetupBody(Struct, frozen=True):
    """The owner to make. `token` is the one that the server has printed at its start."""

    name: str
    email: str
    password: str
    token: str = ""


class SignInBody(Struct, frozen=True):
    """The e-mail address and password of somebody who signs in."""

    email: str
    password: str


class OperatorLine(Struct, frozen=True):
    """Somebody who may sign in, and the number of browsers in which they are signed in."""

    email: str
    name: str
    created_at: int
    sessions: int
    role: OperatorRole = "owner"
    sees_people: bool = True


class OperatorList(Struct, frozen=True):
    """Every operator, by e-mail address."""

    operators: tuple[OperatorLine, ...]


class OperatorBody(Struct, frozen=True):
    """Somebody more who may sign in. `sees_people` is as the role usually is, where it is left out."""

    name: str
    email: str
    password: str
    role: OperatorRole = DEFAULT
    sees_people: bool | None = None


class RoleBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Another role. `sees_people` stays as it is where it is left out."""

    role: OperatorRole
    sees_people: bool | None = None


class PermissionLine(Struct, frozen=True):
    """A route, the least role that may ask it, and whether its answer says who somebody is."""

    method: str
    path: str
    role: OperatorRole
    people: bool


class RoleTable(Struct, frozen=True):
    """All roles, the least first, and what each route needs. An API key is of a role of its own and not told here."""

    roles: tuple[OperatorRole, ...]
    routes: tuple[PermissionLine, ...]


class PasswordBody(Struct, frozen=True):
    """A new password. `current` is asked of those who change their own in the studio."""

    password: str
    current: str = ""


class SessionsEnded(Struct, frozen=True):
    """How many sessions were ended."""

    ended: int
