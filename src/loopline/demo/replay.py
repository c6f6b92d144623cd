"""The two replays: CDNOW day by day, then the SaaS product in steps of six hours."""

from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush

from msgspec import Struct

from loopline.demo import cdnow, usage
from loopline.demo.cdnow import Purchase
from loopline.demo.mailbox import DemoMailbox, Letter
from loopline.demo.player import WorldPlayer
from loopline.demo.usage import Member
from loopline.model.duration import DAY, HOUR, MINUTE

TICK_MS = 6 * HOUR
CDNOW_TAIL_DAYS = 91
CLOSED_MS = 200 * DAY
OPENS = {"email": 0.15, "push": 0.08}
CLICKS = 0.2
"""Of those who open."""

Report = Callable[[int, int], None]
"""Is called with how much is done, and of how much."""


async def replay_orders(player: WorldPlayer, bought: Sequence[Purchase], report: Report) -> None:
    """Every day of the file at its noon, and then time alone until every timer has fired and every window is closed."""
    days = list(cdnow.days(bought))
    whole = len(days) + CDNOW_TAIL_DAYS
    at = 0
    for done, (at, messages) in enumerate(days, 1):
        await player.move_to(at)
        await player.tell(messages)
        report(done, whole)
    for later in range(1, CDNOW_TAIL_DAYS + 1):
        await player.move_to(at + later * DAY)
        report(len(days) + later, whole)
    await player.move_to(at + CLOSED_MS)


class Act(Struct, frozen=True, order=True):
    """What somebody does at a time: sends a message of the protocol, or follows a link."""

    at: int
    number: int
    message: bytes = b""
    link: str = ""


class Product:
    """The generated product while it is being played: what is still to come, and what messages bring about."""

    def __init__(self, people: Sequence[Member], seed: str) -> None:
        self._people, self._seed = {member.id: member for member in people}, seed
        self._told: set[str] = set()
        self._count = 0
        self._to_come: list[Act] = []
        for member in people:
            for moment in usage.history(member):
                self._plan(moment.at, message=moment.message)
        heapify(self._to_come)

    def due(self, now: int) -> list[Act]:
        """What happens up to now, in its order."""
        found = []
        while self._to_come and self._to_come[0].at <= now:
            found.append(heappop(self._to_come))
        return found

    def received(self, letter: Letter) -> None:
        """A message arrived: it may be read, followed, and it may persuade."""
        member = self._people.get(letter.person)
        if member is None:
            return
        persuaded = member.persuadable and member.id not in self._told
        self._told.add(member.id)
        reads_at = usage.reads_at(self._seed, letter.key, letter.at)
        if persuaded:
            for moment in usage.upgrade(member, usage.persuaded_at(member, self._seed, letter.at)):
                self._plan(moment.at, message=moment.message)
        if not letter.open_link:
            return
        chance = usage.draw(self._seed, "opens", letter.key) / OPENS.get(letter.channel, 1.0)
        if persuaded or chance < 1:
            self._plan(reads_at, link=letter.open_link)
        if persuaded or chance < CLICKS:
            self._plan(reads_at + MINUTE, link=letter.click_link)

    def _plan(self, at: int, message: bytes = b"", link: str = "") -> None:
        self._count += 1
        heappush(self._to_come, Act(at, self._count, message, link))


async def replay_usage(player: WorldPlayer, people: Sequence[Member], seed: str, report: Report) -> None:
    """Everybody joins, works, hits limits, reads, clicks and upgrades; then time alone until all windows are closed."""
    await player.move_to(usage.START)
    mailbox = DemoMailbox(player.app)
    await player.tell([message for member in people for message in usage.introduce(member)])
    product = Product(people, seed)
    ticks = range(usage.START + TICK_MS, usage.END + 1, TICK_MS)
    for done, now in enumerate(ticks, 1):
        await player.move_to(now)
        acts = product.due(now)
        await player.follow([act.link for act in acts if act.link])
        await player.tell([act.message for act in acts if act.message])
        for letter in mailbox.fresh():
            product.received(letter)
        report(done, len(ticks))
    over = usage.END + usage.UPGRADES_FROM + usage.UPGRADES_WITHIN + 14 * DAY
    await player.move_to(over)
    await player.tell([usage.visit(people[0], over)])  # the product is in use to the end, so its facts are fresh
