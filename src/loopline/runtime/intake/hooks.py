"""Takes in the calls of providers: the provider reads them, they are attributed to people and written to the log."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final, Protocol

from msgspec.structs import replace

from loopline.decisions.policy.phones import COUNTRY_TRAIT, phone_at
from loopline.decisions.policy.recipient import address_keys
from loopline.decisions.published import PublishedSet
from loopline.delivery.returned.addresses import resolved
from loopline.model.channels import CHANNELS, ChannelName
from loopline.model.effect import MessageHead
from loopline.model.errors import Missing
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest, Preparing, Receipt
from loopline.model.signal import Signal
from loopline.pipeline.pruned import PRUNED, keys_of_ours, pruned_row
from loopline.pipeline.receipts import MAIL, Address, addresses_of, attribute, messages_of, storable_news
from loopline.ports import Clock, Facts, Provider, State

Told = Sequence[Heard] | HookChallenge | HookRefusal
UNSIGNED: Final = (401, 403)

PEOPLE_MAX: Final = 100
"""People with one address, at most; an address that more people share belongs to none of them."""

CANDIDATES_MAX: Final = 10_000
"""People looked at whose number ends as the one that is asked for."""

END_DIGITS: Final = 6

PHONES_AT: Final = f"""
SELECT person, json_extract_string(traits, $path) AS phone, json_extract_string(traits, '$.{COUNTRY_TRAIT}') FROM people
WHERE right(regexp_replace(phone, '[^0-9]', '', 'g'), {END_DIGITS}) = $ending
ORDER BY person LIMIT {CANDIDATES_MAX}
"""
"""Numbers stand there as people wrote them; which of them is the one is decided as at a send."""

PEOPLE_AT: Final = f"""
SELECT person FROM people WHERE lower(json_extract_string(traits, $path)) = lower($address)
ORDER BY person LIMIT {PEOPLE_MAX}
"""


class Callers(Protocol):
    """Those who may call: the providers of this kind, of whom two differ in their secrets; or one by its own token."""

    def of_kind(self, kind: str) -> Sequence[Provider]: ...

    def by_token(self, name: str, token: str) -> Sequence[Provider]: ...


class Hooks:
    """Made once by `app.py`. `level` carries what is known of people to where addresses can be looked up."""

    def __init__(
        self,
        callers: Callable[[], Callers],
        state: State,
        facts: Facts,
        published: Callable[[], PublishedSet],
        level: Callable[[], None],
        clock: Clock,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        on_nobodys: Callable[[str, int], None],
    ) -> None:
        self._callers = callers
        self._state, self._facts, self._clock = state, facts, clock
        self._published, self._level, self._accept, self._on_nobodys = published, level, accept, on_nobodys

    async def take(self, scheme: str, request: HookRequest) -> HookChallenge | HookRefusal | None:
        """None: what it reports is in the log, on disk. Raises Missing `hook_unknown`, Unavailable."""
        return await self._take(self._callers().of_kind(scheme), request)

    async def take_by_token(self, name: str, token: str, request: HookRequest) -> HookChallenge | HookRefusal | None:
        """As `take`, of the provider with this name; the token is its secret, and proves that it calls."""
        return await self._take(self._callers().by_token(name, token), replace(request, by_token=True))

    async def _take(self, providers: Sequence[Provider], request: HookRequest) -> HookChallenge | HookRefusal | None:
        if not providers:
            raise Missing("hook_unknown", "No channel is set up with a provider of this name, so nobody may call here.")
        for one in providers:
            if isinstance(one, Preparing):
                await one.prepare(request)
        provider, reported = _read(providers, request)
        if isinstance(reported, HookChallenge | HookRefusal):
            return reported
        if getattr(provider, "answers_words", False):  # the service has answered STOP, START and HELP itself
            reported = [replace(one, answer=None) for one in reported]
        await self._hear(provider.name, provider.channels, reported)
        return None

    async def hear_mail(self, told: Sequence[Receipt]) -> None:
        """What mails tell that came back: it is in the log, on disk, when this returns. Raises Unavailable."""
        nodes = self._message_nodes
        await self._hear(
            MAIL, frozenset({"email"}), [replace(one, message=resolved(one.message, nodes)) for one in told]
        )

    def _message_nodes(self) -> Iterator[str]:
        for version in self._published().versions.values():
            yield from version.nodes

    async def _hear(self, name: str, channels: frozenset[ChannelName], reported: Sequence[Heard]) -> None:
        reported = storable_news(reported)
        keys = messages_of(reported)
        messages = await asyncio.to_thread(self._messages, keys) if keys else {}
        addresses = addresses_of(reported, channels, messages)
        people = await asyncio.to_thread(self._people, addresses) if addresses else {}
        found = attribute(reported, name, channels, messages, people, self._clock.now())
        if found.signals:
            await self._accept(found.signals)
        if found.nobodys:
            self._on_nobodys(name, found.nobodys)

    def _messages(self, keys: Sequence[str]) -> dict[str, MessageHead]:
        """The messages of ours with these keys; those that have left the outbox as the facts have them."""
        found: dict[str, MessageHead] = {key: row.message for key, row in self._state.messages(keys).items()}
        if gone := keys_of_ours(key for key in keys if key not in found):
            rows = map(pruned_row, self._facts.query(PRUNED, {"keys": gone}))
            found |= {row.message.key: row.message for row in rows}
        return found

    def _people(self, addresses: Sequence[Address]) -> dict[Address, list[str]]:
        self._level()
        return {address: self._people_at(*address) for address in addresses}

    def _people_at(self, channel: ChannelName, address: str) -> list[str]:
        if CHANNELS[channel].address_source != "trait":
            return [address] if CHANNELS[channel].address_source == "person" else []
        keys = address_keys(channel, self._published())
        if not keys:
            return []
        path = "$" + "".join('."{}"'.format(key.replace('"', '\\"')) for key in keys)
        if CHANNELS[channel].phone:
            return self._people_with(path, address)
        return [str(row[0]) for row in self._facts.query(PEOPLE_AT, {"path": path, "address": address})]

    def _people_with(self, path: str, number: str) -> list[str]:
        rows = self._facts.query(PHONES_AT, {"path": path, "ending": number[-END_DIGITS:]})
        found = [
            str(person)
            for person, phone, country in rows
            if phone_at(phone, {COUNTRY_TRAIT: country}, self._published()) == number
        ]
        return found[:PEOPLE_MAX]


def _read(providers: Sequence[Provider], request: HookRequest) -> tuple[Provider, Told]:
    """What the call tells by the first provider that believes it; else the refusal that says most of the reason."""
    told = [(provider, provider.receipts(request)) for provider in providers]
    believed = (one for one in told if not isinstance(one[1], HookRefusal))
    read = (one for one in told if isinstance(one[1], HookRefusal) and one[1].status not in UNSIGNED)
    return next(believed, next(read, told[0]))
