"""What operators are told: asked for, decided, wrong, ended. Each has a list of their own, and marks what was read."""

from collections.abc import Iterable
from typing import Final, cast

from loopline.model.errors import Invalid
from loopline.model.ids import stable_id
from loopline.storage.sql.access.notes import Note
from loopline.studio.access.access import Access
from loopline.studio.access.schemas import SignedIn
from loopline.studio.context import StudioContext
from loopline.studio.team import schemas as shape

LISTED: Final = 100
TEXT_CHARACTERS_MAX: Final = 500


class NoteDesk:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext, access: Access) -> None:
        self._ctx, self._access, self._notes = ctx, access, ctx.studio_store.notes

    def tell(self, kind: shape.NoteKind, about: str, text: str, link: str, to: Iterable[str]) -> int:
        """Tell these operators (e-mail addresses); who was told of `about` before is not told again. How many."""
        now, people = self._ctx.clock.now(), tuple(dict.fromkeys(to))
        identity = stable_id("note", kind, about)
        short = text[:TEXT_CHARACTERS_MAX]
        self._notes.add([Note(id=identity, operator=one, kind=kind, text=short, link=link, at=now) for one in people])
        return len(people)

    def listing(self, person: SignedIn | None) -> shape.NoteList:
        """A person's own; a key has none."""
        if person is None:
            return shape.NoteList((), 0)
        found = self._notes.of(person.email, LISTED)
        lines = tuple(
            shape.NoteLine(one.id, cast(shape.NoteKind, one.kind), one.text, one.link, one.at, one.read_at or None)
            for one in found
        )
        return shape.NoteList(lines, self._notes.unread(person.email))

    def read(self, person: SignedIn | None, identity: str) -> shape.ReadAnswer:
        """Mark one, or all, as read."""
        if person is None:
            return shape.ReadAnswer(0)
        self._notes.read(person.email, identity, self._ctx.clock.now())
        return shape.ReadAnswer(self._notes.unread(person.email))

    def ask(self, person: SignedIn | None, body: shape.AskBody) -> shape.AskAnswer:
        """Tell the owners that somebody needs a role. Raises Invalid `ask_person`."""
        if person is None:
            raise Invalid("ask_person", "Only a person who is signed in asks for a role; a key keeps its own.")
        what = f" to {body.act[:200]}" if body.act else ""
        text = f"{person.name} ({person.role}) asks for the role {body.role}{what}."
        day = str(self._ctx.clock.now() // 86_400_000)
        about = f"{person.email}/{body.role}/{body.act[:200]}/{day}"
        return shape.AskAnswer(self.tell("role_asked", about, text, "/team", self._access.roster.owners()))
