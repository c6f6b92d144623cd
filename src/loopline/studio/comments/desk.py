"""What people say about a journey while they draw it: kept beside the draft, which it never changes."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from loopline.model.errors import Conflict, Invalid, Missing
from loopline.storage.sql.shelves.comment_threads import Comment, CommentThread
from loopline.studio.access.access import Access
from loopline.studio.access.author import SignedAuthor
from loopline.studio.access.roles import OperatorRole, reaches
from loopline.studio.comments import schemas as shape
from loopline.studio.context import StudioContext
from loopline.studio.team.notes import NoteDesk

ENTRY: Final = "@entry"
SETTLES: Final[OperatorRole] = "editor"
MENTIONABLE_MAX: Final = 500
PLACE_MAX: Final = 10_000
"""More than a thread holds, and a number that every store can be asked for."""


class CommentDesk:
    """Safe from any thread. `changed` is called with a journey about which something was said or settled."""

    def __init__(
        self, ctx: StudioContext, access: Access, notes: NoteDesk, changed: Callable[[shape.CommentNews], None]
    ) -> None:
        self._ctx, self._roster, self._notes, self._changed = ctx, access.roster, notes, changed
        self._table: Final = ctx.studio_store.comments

    def listing(self, journey: str, email: str) -> shape.CommentList:
        """Every thread of a journey, as the operator with this address sees it ("" for a key). Raises Missing
        `journey_unknown`."""
        steps = self._steps(journey)
        seen = self._table.read_at(email, journey) if email else self._ctx.clock.now()
        threads = tuple(_thread(one, said, email, seen, steps) for one, said in self._table.of(journey))
        people = tuple(shape.Mentionable(one.email, one.name) for one in self._roster.listing().operators)
        return shape.CommentList(threads, people[:MENTIONABLE_MAX], sum(one.unread for one in threads))

    def say(self, journey: str, body: shape.CommentBody, by: str) -> shape.ThreadLine:
        """Begin a thread, or answer in one; whoever is mentioned, and whoever spoke there before, is told.

        Raises Missing `journey_unknown`, `thread_unknown`, Invalid `comment_empty`, `mention_unknown`, Conflict
        `comments_full`.
        """
        steps, now = self._steps(journey), self._ctx.clock.now()
        said = Comment(
            thread=body.thread or secrets.token_hex(8),
            place=1,
            author=_email(by),
            by=str(by),
            at=now,
            text=_text(body.text),
            mentions=self._mentioned(body.mentions),
        )
        if body.thread:
            thread = self._find(journey, body.thread)
            said = self._table.answer(said)
        else:
            name = steps.get(body.step) or _clean(body.step_name) or body.step
            thread = CommentThread(
                id=said.thread, journey=journey, step=body.step, handle=body.handle, step_name=name, opened_at=now
            )
            self._table.begin(thread, said)
        self._tell(thread, said)
        self._changed(shape.CommentNews(journey))
        return self._line(journey, thread.id, _email(by))

    def reword(self, journey: str, thread: str, place: int, body: shape.RewordBody, by: str) -> shape.ThreadLine:
        """Another text of one's own comment. Raises as `say`, and Conflict `comment_others`."""
        found = self._find(journey, thread)
        said = Comment(
            thread=thread,
            place=place,
            author=_email(by),
            by=str(by),
            at=0,
            changed_at=self._ctx.clock.now(),
            text=_text(body.text),
            mentions=self._mentioned(body.mentions),
        )
        self._write_over(said)
        self._tell(found, said, mentioned_alone=True)
        self._changed(shape.CommentNews(journey))
        return self._line(journey, thread, said.author)

    def take_back(self, journey: str, thread: str, place: int, by: str) -> shape.ThreadLine:
        """Take back one's own comment: its place stays, its text goes. Raises as `reword`."""
        self._find(journey, thread)
        now, author = self._ctx.clock.now(), _email(by)
        self._write_over(Comment(thread=thread, place=place, author=author, by="", at=0, changed_at=now, text=""))
        self._changed(shape.CommentNews(journey))
        return self._line(journey, thread, author)

    def settle(self, journey: str, thread: str, by: str, *, resolved: bool) -> shape.ThreadLine:
        """Resolve a thread, or reopen it. Raises Missing `thread_unknown`, Conflict `thread_others`."""
        found, author = self._find(journey, thread), _email(by)
        if isinstance(by, SignedAuthor) and not reaches(by.role, SETTLES):
            [begun] = [said for one, said in self._table.of(journey) if one.id == found.id]
            if begun[0].author != author:
                raise Conflict("thread_others", "Whoever began a thread settles it, or somebody who edits journeys.")
        if self._table.settle(journey, thread, str(by) if resolved else "", self._ctx.clock.now() if resolved else 0):
            self._changed(shape.CommentNews(journey))
        return self._line(journey, thread, author)

    def read(self, journey: str, until: int, email: str) -> None:
        """This operator has seen what was said until then (ms); a key marks nothing."""
        if email:
            self._steps(journey)
            self._table.mark_read(email, journey, min(until, self._ctx.clock.now()))

    def _write_over(self, said: Comment) -> None:
        if abs(said.place) > PLACE_MAX or not self._table.reword(said):
            raise Conflict("comment_others", "There is no comment of yours at this place; only its author changes one.")

    def _find(self, journey: str, thread: str) -> CommentThread:
        found = self._table.get(journey, thread)
        if found is None:
            raise Missing("thread_unknown", "This journey has no thread of comments with this id.")
        return found

    def _line(self, journey: str, thread: str, email: str) -> shape.ThreadLine:
        found = next(one for one in self.listing(journey, email).threads if one.id == thread)
        return msgspec.structs.replace(found, unread=False)

    def _mentioned(self, mentions: Iterable[str]) -> tuple[str, ...]:
        known = {one.email for one in self._roster.listing().operators}
        asked = tuple(dict.fromkeys(one.strip().lower() for one in mentions))
        if unknown := [one for one in asked if one not in known]:
            raise Invalid("mention_unknown", f"{unknown[0][:254]} is nobody who signs in here.", at="mentions")
        return asked

    def _tell(self, thread: CommentThread, said: Comment, *, mentioned_alone: bool = False) -> None:
        """Notes to whoever is mentioned, and to those who spoke in the thread before."""
        where = f' at "{thread.step_name}"' if thread.step_name else ""
        link, about = f"/journeys/{thread.journey}?thread={thread.id}", f"{thread.id}/{said.place}"
        name = self._steps(thread.journey)[""]
        asked = [one for one in said.mentions if one != said.author]
        self._notes.tell("mentioned", about, f'{said.by} in "{name}"{where}: {said.text}', link, asked)
        if mentioned_alone:
            return
        known = {one.email for one in self._roster.listing().operators}
        spoke = [one.author for other, talk in self._table.of(thread.journey) if other.id == thread.id for one in talk]
        others = [one for one in spoke if one in known and one not in (said.author, *asked)]
        self._notes.tell("answered", about, f'{said.by} answered in "{name}"{where}: {said.text}', link, others)

    def _steps(self, journey: str) -> Mapping[str, str]:
        """The names of all steps of the draft and the live version, and of the journey itself under "".

        Raises Missing `journey_unknown`.
        """
        saved, live = self._ctx.studio_store.drafts.get(journey), self._ctx.published().live.get(journey)
        if saved is None and live is None:
            raise Missing("journey_unknown", f'There is no journey "{journey[:64]}".')
        names: dict[str, str] = {"": journey, ENTRY: "Who enters"}
        if live is not None:
            names |= {step: getattr(node, "name", "") or step for step, node in live.journey.nodes.items()}
            names[""] = live.journey.name or journey
        drawn: dict[str, Any] = msgspec.json.decode(saved.document) if saved else {}
        names |= {step: str(node.get("name") or step) for step, node in dict(drawn.get("nodes") or {}).items()}
        names[""] = str(drawn.get("name") or names[""])
        return names


def _email(by: str) -> str:
    return by.email if isinstance(by, SignedAuthor) else ""


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def _text(text: str) -> str:
    if not (kept := _clean(text)):
        raise Invalid("comment_empty", "Write what you want to say.", at="text")
    return kept


def _thread(
    one: CommentThread, said: Sequence[Comment], email: str, seen: int, steps: Mapping[str, str]
) -> shape.ThreadLine:
    return shape.ThreadLine(
        id=one.id,
        step=one.step,
        handle=one.handle,
        step_name=steps.get(one.step, one.step_name) if one.step else "",
        gone=one.step not in steps,
        opened_at=one.opened_at,
        resolved_at=one.resolved_at or None,
        resolved_by=one.resolved_by,
        unread=any(comment.at > seen and comment.author != email and comment.text for comment in said),
        comments=tuple(_comment(comment, email) for comment in said),
    )


def _comment(one: Comment, email: str) -> shape.CommentLine:
    removed = not one.text
    changed = one.changed_at or None
    return shape.CommentLine(
        one.place, one.by, one.at, changed, one.text, one.mentions, removed, one.author == email != ""
    )
