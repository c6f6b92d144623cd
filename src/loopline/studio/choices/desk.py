"""The policies of choose nodes: looked at daily, stated through the log, and taken back to chance by hand."""

import asyncio
from typing import Final

from msgspec.structs import replace

from loopline.learning.choosing.figures import ChoiceReport, PolicyWeighed
from loopline.logs import log
from loopline.model.choosing.policy import RANDOM, ChoicePolicy, check_policy
from loopline.model.duration import DAY
from loopline.model.errors import Conflict, Invalid, LooplineError, Missing
from loopline.model.ids import PUBLISHED_KEY, stable_id
from loopline.model.signals.policies import PolicyStated
from loopline.reports.choices import ChooseNode, choice_report, choose_node, choose_nodes, own_policy, policy_weighed
from loopline.runtime.supervise import SupervisedTask, in_thread
from loopline.studio.choices.schemas import ChoiceReports, PolicyLook
from loopline.studio.context import StudioContext

FIRST_SECONDS: Final = 90.0
"""A start is busy enough."""

LOOK_SECONDS: Final = 3_600.0
REST_MS: Final = 28 * DAY
EXPECTED: Final = ("facts_unfit", "policy_fresh", "policy_facts_late")
"""What a daily look may find without anything being wrong: the next one comes soon enough."""


class ChoiceDesk:
    """`look`, `ask` and `end` belong to the app's event loop; `reports` is safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx, self._one = ctx, asyncio.Lock()
        self._looked: dict[tuple[str, str], int] = {}
        self._has_waited = False
        self.task = SupervisedTask("choice_policies", self._step, ctx.on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def _step(self) -> None:
        if not self._has_waited:
            await asyncio.sleep(FIRST_SECONDS)
            self._has_waited = True
        await self.look()

    async def look(self) -> None:
        """Look at every choose node that nobody has looked at for a day. Where facts are unfit nothing is known."""
        now = self._ctx.clock.now()
        for place in choose_nodes(self._ctx.published()):
            if now - self._looked.get(place, 0) >= DAY:
                await self._look_at(*place)

    async def _look_at(self, journey: str, node: str) -> None:
        try:
            await self.ask(journey, node)
        except LooplineError as error:
            if error.code not in EXPECTED:
                raise
        except Exception as error:  # a node that cannot be weighed costs itself alone
            self._looked[journey, node] = self._ctx.clock.now()
            self._ctx.on_error(error)

    async def ask(self, journey: str, node: str, *, by: str = "") -> PolicyLook:
        """Weigh what is known by now, and state what follows.

        Raises Missing `journey_unknown` and `node_unknown`, Invalid `choice_kind`, Conflict `policy_fresh` within a day
        of the last statement, and `policy_facts_late` while the facts do not hold all that was accepted.
        """
        async with self._one:
            at, now = choose_node(self._ctx.published(), journey, node), self._ctx.clock.now()
            if now < self._next_at(at):
                text = "The policy was stated within the last day; each look more makes chance look like proof."
                raise Conflict("policy_fresh", text)
            found = await in_thread(lambda: self._weighed(journey, node, now))
            self._looked[journey, node] = now
            if found.policy is not None:
                await self._state(found.policy, by)
                log.info("policy_stated", journey=journey, node=node, version=found.policy.version, move=found.move)
            return PolicyLook(found.move, found.words, self._version(journey, node))

    async def end(self, journey: str, node: str, reason: str, *, by: str = "") -> PolicyLook:
        """Choose at random from now on, and try nothing for four weeks. Raises as `ask`, and Invalid
        `reason_missing`."""
        if not reason.strip():
            raise Invalid("reason_missing", "Say why; the reason is kept with the policy.", at="reason")
        async with self._one:
            policy, now = own_policy(choose_node(self._ctx.published(), journey, node)), self._ctx.clock.now()
            ended = replace(
                policy,
                version=policy.version + 1,
                now=RANDOM,
                before=None,
                state="none",
                round=policy.round + 1,
                at=now,
                since=now,
                proven="random",
                rested="random",
                rested_until=now + REST_MS,
                words=reason.strip(),
            )
            await self._state(ended, by)
            return PolicyLook("taken_back", reason.strip(), self._version(journey, node))

    def report(self, journey: str, node: str) -> ChoiceReport:
        """A choose node as of now. Raises Missing `journey_unknown` and `node_unknown`, Invalid `choice_kind`."""
        self._ctx.export_facts()
        return choice_report(self._ctx.facts, self._ctx.published(), journey, node, self._ctx.clock.now())

    def reports(self, journey: str) -> ChoiceReports:
        """Every choose node of a journey as of now. Raises Missing `journey_unknown`."""
        self._ctx.export_facts()
        published, now = self._ctx.published(), self._ctx.clock.now()
        if journey not in published.live:
            raise Missing("journey_unknown", f'No journey "{journey[:64]}" is published; look at the list of journeys.')
        nodes = [node for name, node in choose_nodes(published) if name == journey]
        return ChoiceReports(tuple(choice_report(self._ctx.facts, published, journey, node, now) for node in nodes))

    def _weighed(self, journey: str, node: str, now: int) -> PolicyWeighed:
        ctx = self._ctx
        accepted = ctx.log.end()
        ctx.export_facts()
        if ctx.position() < accepted:
            text = "Signals wait to be decided, so the facts are not up to date; look again in a moment."
            raise Conflict("policy_facts_late", text)
        published = ctx.published()
        return policy_weighed(ctx.facts, published, choose_node(published, journey, node), now)

    async def _state(self, policy: ChoicePolicy, by: str) -> None:
        check_policy(policy)
        now = self._ctx.clock.now()
        identity = stable_id("policy", policy.journey, policy.node, str(policy.version), str(now))
        signal = PolicyStated(key=PUBLISHED_KEY, id=identity, at=now, received_at=now, policy=policy, by=by)
        await self._ctx.submit([signal])

    def _version(self, journey: str, node: str) -> int:
        policy = self._ctx.published().policies.get((journey, node))
        return policy.version if policy is not None else 0

    def _next_at(self, at: ChooseNode) -> int:
        return at.policy.at + DAY if at.policy.at else 0
