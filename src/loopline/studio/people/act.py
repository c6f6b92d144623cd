"""Acts on one person, on their behalf or for a test; each goes through the log and says what it did."""

import asyncio
from typing import Any, Final

import msgspec

from loopline.decisions.documents.read import read_document
from loopline.decisions.policy.recipient import address_traits
from loopline.logs import log
from loopline.model.channels import parse_channel
from loopline.model.errors import Conflict, Invalid, Missing
from loopline.model.ids import ANONYMOUS, stable_id
from loopline.model.journey import Journey
from loopline.model.nodes.message import Message
from loopline.model.person import TEST_LIST, Person, is_test
from loopline.model.signal import ListChanged, PersonAbsorbed, PersonLinked, TraitsChanged
from loopline.model.signals.requested import PersonTakenOut
from loopline.signals.content import deeper_than, narrowed
from loopline.signals.people.identity import fold_absorb
from loopline.signals.quality import DEPTH_MAX, BadMessage
from loopline.studio.context import StudioContext
from loopline.studio.entries.desk import EntryDesk
from loopline.studio.entries.schemas import EntriesBody
from loopline.studio.names import names_of, shown_person, stored_key
from loopline.studio.people import act_schemas as shape
from loopline.studio.send.desk import SendDesk
from loopline.studio.send.schemas import SendBody, SendTo

TRAITS_MAX: Final = 100
NAME_CHARACTERS_MAX: Final = 200
REASON_CHARACTERS_MAX: Final = 300
LOOKS, LOOK_SECONDS = 100, 0.01
_encode: Final = msgspec.msgpack.Encoder().encode


class PersonActs:
    """Coroutines of the app's event loop, but for `merge_preview`. `by` says who acts."""

    def __init__(self, ctx: StudioContext, sends: SendDesk, entries: EntryDesk) -> None:
        self._ctx, self._sends, self._entries = ctx, sends, entries

    async def set_traits(self, person: str, body: shape.TraitsBody, by: str) -> shape.ActDone:
        """State traits. Raises Missing `person_unknown`, Invalid `traits_count`, `trait_name`, `reason_too_long`,
        `too_deep`, `traits_invalid`."""
        if not 1 <= len(body.traits) <= TRAITS_MAX:
            raise Invalid("traits_count", f"State 1 to {TRAITS_MAX} traits at a time.", at="traits")
        if any(not 0 < len(name) <= NAME_CHARACTERS_MAX for name in body.traits):
            raise Invalid("trait_name", f"A trait's name has 1 to {NAME_CHARACTERS_MAX} characters.", at="traits")
        _checked_reason(body.reason)
        body = msgspec.structs.replace(body, traits=_traits_sound(body.traits))
        found, now = await asyncio.to_thread(self._find, person), self._ctx.clock.now()
        signal = TraitsChanged(
            key=found.key,
            id=stable_id("traits", found.key, str(now), *sorted(body.traits)),
            at=now,
            received_at=now,
            traits=body.traits,
            source="studio",
        )
        await self._ctx.submit([signal])
        log.info("traits_stated", traits=sorted(body.traits), by=by, reason=body.reason)
        after = await asyncio.to_thread(self._find, person)
        kept = [name for name, value in body.traits.items() if after.traits.get(name) == value]
        if len(kept) < len(body.traits):
            lost = ", ".join(sorted(set(body.traits) - set(kept)))
            return shape.ActDone(f"Not taken as stated: {lost}. The history says why.", changed=bool(kept))
        changed = [name for name in kept if found.traits.get(name) != body.traits[name]]
        return shape.ActDone(f"Stated: {', '.join(sorted(body.traits))}.", changed=bool(changed))

    async def set_test(self, person: str, *, test: bool) -> shape.ActDone:
        """Make a test person, or an ordinary one. What was counted before stays counted."""
        found, now = await asyncio.to_thread(self._find, person), self._ctx.clock.now()
        if is_test(found) is test:
            return shape.ActDone("This is a test person already." if test else "This is no test person.", changed=False)
        identity = stable_id("list", found.key, TEST_LIST, str(test), str(now))
        head: dict[str, Any] = {"key": found.key, "id": identity, "at": now, "received_at": now}
        await self._ctx.submit([ListChanged(**head, name=TEST_LIST, member=test)])
        if test:
            return shape.ActDone("From now on this person is never held out, capped or counted.")
        return shape.ActDone("From now on this person counts as everybody does.")

    async def enter(self, person: str, body: shape.EnterBody) -> shape.ActDone:
        """Put somebody into a journey that takes requests. Raises as the API of entries, and `person_unknown`."""
        found = await asyncio.to_thread(self._find, person)
        before = _inside(found, body.journey)
        entry = msgspec.Raw(msgspec.json.encode({"person": person, "data": body.data}))
        taken = await self._entries.ask(body.journey, EntriesBody(entries=(entry,)))
        for one in taken.refused:
            raise Invalid(one.code, one.text, at=one.at)
        await self._ctx.submit([])
        name = names_of(self._ctx.published(), body.journey, "")[0] or body.journey
        after = _inside(await self._after(person, body.journey, before), body.journey)
        if after > before:
            return shape.ActDone(f'Entered "{name}".')
        return shape.ActDone(f'Did not enter "{name}", or left at once; "Why" tells the reason.', changed=False)

    async def _after(self, person: str, journey: str, before: int) -> Person:
        """The person once the loop has decided, or after a moment."""
        found = await asyncio.to_thread(self._find, person)
        for _ in range(LOOKS):
            if _inside(found, journey) != before:
                return found
            await asyncio.sleep(LOOK_SECONDS)
            found = await asyncio.to_thread(self._find, person)
        return found

    async def leave(self, person: str, body: shape.LeaveBody, by: str) -> shape.ActDone:
        """Take somebody out. Raises Missing `person_unknown`, Conflict `not_inside`, Invalid `reason_too_long`."""
        _checked_reason(body.reason)
        found, now = await asyncio.to_thread(self._find, person), self._ctx.clock.now()
        name = names_of(self._ctx.published(), body.journey, "")[0] or body.journey[:64]
        inside = _inside(found, body.journey)
        waits = any(ask.journey == body.journey for ask in found.asks)
        if not inside and not waits:
            raise Conflict("not_inside", f'This person is not in "{name}".')
        identity = stable_id("taken-out", found.key, body.journey, str(now))
        head: dict[str, Any] = {"key": found.key, "id": identity, "at": now, "received_at": now}
        await self._ctx.submit([PersonTakenOut(**head, journey=body.journey, by=by, reason=body.reason)])
        return shape.ActDone(f'Taken out of "{name}"; what waited to be sent from there is not sent.')

    async def test_send(self, person: str, body: shape.StepTestBody) -> shape.TestSent:
        """Send one step's message to a test person. Raises Missing `person_unknown`, `journey_unknown`, `node_unknown`,
        Conflict `test_person_needed`, and what a single message raises."""
        found = await asyncio.to_thread(self._find, person)
        if not is_test(found):
            text = "A test goes to test people alone: nobody else asked for it. Mark this person as one first."
            raise Conflict("test_person_needed", text)
        node = self._node(body)
        channel = parse_channel(node.channel, at="node")
        content = None if node.template else node.content
        taken = await self._sends.take(
            SendBody(channel=channel, to=SendTo(person=person), content=content, template=node.template, data=body.data)
        )
        sandboxed = channel in self._ctx.sandboxed()
        where = "It stays in the sandbox: this channel has no provider." if sandboxed else "It is on its way."
        return shape.TestSent(taken.id, taken.status, f"{where} It is in no figure.")

    def _node(self, body: shape.StepTestBody) -> Message:
        text = bytes(body.document)
        document = read_document(text) if text not in (b"", b"null") else None
        if document is None:
            live = self._ctx.published().live.get(body.journey)
            document = live.journey if live else None
        if not isinstance(document, Journey) or document.id != body.journey:
            raise Missing("journey_unknown", f'No journey "{body.journey[:64]}" is published; send its document.')
        node = document.nodes.get(body.node)
        if not isinstance(node, Message):
            raise Missing("node_unknown", f'The journey has no message step "{body.node[:64]}".')
        return node

    def merge_preview(self, person: str, other: str) -> shape.MergePreview:
        """What both are as one. Raises Missing `person_unknown`, Conflict `same_person`."""
        own, absorbed = self._pair(person, other)
        signal = PersonAbsorbed(
            key=own.key,
            id="preview",
            at=self._ctx.clock.now(),
            received_at=self._ctx.clock.now(),
            other=absorbed.key,
            state=_encode(absorbed),
        )
        merged, _ = fold_absorb(own, signal, [], address_traits(self._ctx.published()))
        both = own.traits.keys() & absorbed.traits.keys()
        differing = tuple(
            shape.MergedTrait(name, own.traits[name], absorbed.traits[name], merged.traits.get(name))
            for name in sorted(both)
            if own.traits[name] != absorbed.traits[name]
        )
        return shape.MergePreview(
            person=shown_person(own.key),
            other=shown_person(absorbed.key),
            differing=differing,
            added={name: value for name, value in merged.traits.items() if name not in own.traits},
            lists=tuple(name for name in merged.lists if name not in own.lists),
            journeys=tuple(sorted({one.journey for one in absorbed.enrollments})),
            consent=merged.consent_now(),
            warnings=_warnings(own, absorbed),
        )

    async def merge(self, person: str, body: shape.MergeBody, by: str) -> shape.ActDone:
        """Both are one person from now on, for ever. Raises as `merge_preview`."""
        own, absorbed = await asyncio.to_thread(self._pair, person, body.other)
        now = self._ctx.clock.now()
        identity = stable_id("merge", own.key, absorbed.key, str(now))
        head: dict[str, Any] = {"key": own.key, "id": identity, "at": now, "received_at": now}
        await self._ctx.submit([PersonLinked(**head, other=absorbed.key)])
        log.info("people_merged", by=by)
        return shape.ActDone(f"{shown_person(absorbed.key)} is {shown_person(own.key)} from now on.")

    def _pair(self, person: str, other: str) -> tuple[Person, Person]:
        own, absorbed = self._find(person), self._find(other)
        if own.key == absorbed.key:
            raise Conflict("same_person", "These are one person already.")
        return own, absorbed

    def _find(self, person: str) -> Person:
        key = stored_key(person)
        found = self._ctx.people.get([key]).get(key)
        if found is None:
            raise Missing("person_unknown", f'Nothing is known of "{person[:64]}"; look the id up with the search.')
        return found


def _warnings(own: Person, other: Person) -> tuple[str, ...]:
    found = ["Nobody can be parted again: what each of them did is one history then."]
    if not other.key.startswith(ANONYMOUS):
        found.append("Both are known people, not a visitor and a known one: make sure that they are the same.")
    if own.account and other.account and own.account != other.account:
        found.append("They belong to two accounts; the account of the person who stays is kept.")
    if {one.journey for one in own.enrollments} & {one.journey for one in other.enrollments}:
        found.append("Both are in one journey; where it is entered once, one of the two passages ends.")
    return tuple(found)


def _inside(person: Person, journey: str) -> int:
    return sum(1 for one in person.enrollments if one.journey == journey)


def _traits_sound(traits: dict[str, Any]) -> dict[str, Any]:
    """What the log can hold, by the rules of every door. Raises Invalid `too_deep`, `traits_invalid`."""
    if deeper_than(DEPTH_MAX, traits):
        text = f"Objects and lists nest deeper than {DEPTH_MAX} levels; state flatter traits."
        raise Invalid("too_deep", text, at="traits")
    try:
        sound: dict[str, Any] = narrowed(traits)
    except BadMessage as error:
        raise Invalid(error.code, error.text, at="traits") from None
    return sound


def _checked_reason(reason: str) -> None:
    if len(reason) > REASON_CHARACTERS_MAX:
        raise Invalid("reason_too_long", f"A reason has at most {REASON_CHARACTERS_MAX} characters.", at="reason")
