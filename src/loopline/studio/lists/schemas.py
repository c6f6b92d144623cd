"""What the API of lists answers."""

from msgspec import Struct


class ListSize(Struct, frozen=True):
    """A list that somebody is on, and how many people, and accounts, are."""

    name: str
    people: int
    accounts: int = 0


class ListSizes(Struct, frozen=True):
    """Lists by their name; `next` is the cursor of the page behind this one, None at the end."""

    lists: tuple[ListSize, ...]
    next: str | None = None


class ListMember(Struct, frozen=True):
    """Somebody on a list: the id as `/api/people` takes it, the name and the e-mail address, "" where none is known."""

    person: str
    name: str
    email: str


class ListMembers(Struct, frozen=True):
    """People on a list by their id, and how many are in all; `next` as in `ListSizes`."""

    name: str
    people: int
    members: tuple[ListMember, ...]
    next: str | None = None
