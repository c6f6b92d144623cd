"""The operations of the studio, one part a resource, for the API and the command line."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from loopline.learning.lift.report import JourneyReport
from loopline.logs import fault_teller
from loopline.ports import Clock, Tools
from loopline.runtime.background import Background
from loopline.runtime.dispatch.route import Routes
from loopline.runtime.dispatch.shares.lending import SharedBounds
from loopline.settings import Settings
from loopline.storage.sql.studio import StudioStore
from loopline.studio.access.keyring import kept_secret
from loopline.studio.accounts.read import Accounts
from loopline.studio.catalogs.desk import CatalogDesk
from loopline.studio.catalogs.fall_watch import FallWatch
from loopline.studio.choices.desk import ChoiceDesk
from loopline.studio.content.preview import ContentPreviews
from loopline.studio.content.read import ContentShelf
from loopline.studio.context import StudioContext
from loopline.studio.destinations.desk import DestinationDesk
from loopline.studio.documents.write import Documents
from loopline.studio.entries.desk import EntryDesk
from loopline.studio.erasures.desk import Erasures
from loopline.studio.erasures.export import PersonExports
from loopline.studio.experiments.write import Experiments
from loopline.studio.files.desk import FileDesk
from loopline.studio.guards.guardrail_watch import GuardrailWatch
from loopline.studio.guards.pause_guard import PauseGuard
from loopline.studio.imports.desk import ImportDesk
from loopline.studio.imports.shelf import ImportShelf
from loopline.studio.improvement.parts import Improvement
from loopline.studio.inbox.read import Inboxes
from loopline.studio.inbox.stream import InboxFeed
from loopline.studio.journeys.lift_cache import LiftCache
from loopline.studio.journeys.list import Overview
from loopline.studio.journeys.read import Journeys
from loopline.studio.links.receive import Receipts
from loopline.studio.lists.read import Lists
from loopline.studio.messages.read import Messages
from loopline.studio.messages.sandbox_inbox import StoredSandboxInbox
from loopline.studio.messages.write import Resolutions
from loopline.studio.metrics.read import MetricDesk
from loopline.studio.models.desk import ModelDesk
from loopline.studio.models.posting import ScorePost
from loopline.studio.offers.desk import OfferDesk
from loopline.studio.open_facts.desk import OpenFacts
from loopline.studio.people.act import PersonActs
from loopline.studio.people.read import Persons
from loopline.studio.previews.run import Previews
from loopline.studio.providers.directory import ProviderDirectory
from loopline.studio.providers.seal import Seal, make_seal_key
from loopline.studio.quarantine.act import QuarantineDesk
from loopline.studio.reports.read import Reports
from loopline.studio.segments.read import Segments
from loopline.studio.segments.write import SegmentPublisher
from loopline.studio.send.desk import SendDesk
from loopline.studio.send.read import SendReader
from loopline.studio.senders.desk import SenderDesk
from loopline.studio.senders.dns_client import DnsClient
from loopline.studio.senders.keys import SenderKeys
from loopline.studio.sources.desk import SourceDesk
from loopline.studio.sources.spec import source_reach
from loopline.studio.suppressions.desk import SuppressionDesk
from loopline.studio.tracking_plan.mute import PlanMutes
from loopline.studio.tracking_plan.read import TrackingPlanReader
from loopline.studio.tracking_plan.watch import PlanWatch
from loopline.studio.workspace.write import WorkspaceRules


class Studio:
    """Everything that people do, beside the loop that decides. Coroutines belong to the app's event loop."""

    def __init__(
        self, ctx: StudioContext, background: Background, folder: Path, settings: Settings, open_facts: OpenFacts
    ) -> None:
        self.ctx, self.tracking_plan = ctx, TrackingPlanReader(ctx)
        self.documents = Documents(ctx, self.tracking_plan.read)
        self.content, self.content_previews = ContentShelf(ctx), ContentPreviews(ctx)
        self.files = FileDesk(ctx, self.documents)
        self.catalogs = CatalogDesk(ctx)
        self.offers = OfferDesk(ctx)
        self.workspace = WorkspaceRules(ctx, self.documents)
        self.journeys = Journeys(ctx, self.documents)
        self.segments = Segments(ctx)
        self.segment_publisher = SegmentPublisher(ctx, self.segments, self.documents)
        self.persons = Persons(ctx)
        self.accounts = Accounts(ctx)
        self.messages = Messages(ctx)
        self.resolutions = Resolutions(ctx)
        self.send_desk, self.sends = SendDesk(ctx), SendReader(ctx, self.messages)
        self.entry_desk, self.score_post = EntryDesk(ctx), ScorePost(ctx)
        self.person_acts = PersonActs(ctx, self.send_desk, self.entry_desk)
        self.receipts = Receipts(ctx)
        self.inboxes = Inboxes(ctx)
        self.inbox_feed = InboxFeed(ctx.studio_store.inbox, self.inboxes.ids, ctx.clock)
        self.suppressions = SuppressionDesk(ctx)
        self.quarantine = QuarantineDesk(ctx)
        self.reports, self.models = Reports(ctx), ModelDesk(ctx)
        self.metrics = MetricDesk(ctx, self.reports)
        self.lift_cache = LiftCache(self.reports.lift, ctx.clock, ctx.facts.exported, ctx.on_error)
        self.overview = Overview(ctx, self.lift_cache)
        self.previews, self.experiments = Previews(ctx), Experiments(ctx, self.documents)
        self.pause_guard, self.guardrail_watch = PauseGuard(ctx), GuardrailWatch(ctx)
        background.also(self.send_desk.task)
        self.imports, self.lists = ImportDesk(ctx, folder), Lists(ctx)
        background.also(self.pause_guard.task)
        background.also(self.guardrail_watch.task)
        background.also(FallWatch(ctx).task)
        self.plan_watch, self.plan_mutes = PlanWatch(ctx), PlanMutes(ctx)
        background.also(self.plan_watch.task, self.plan_watch.troubles)
        self.improvement = Improvement(ctx, self.reports, self.offers, self.plan_watch.troubles, background)
        background.also(self.imports.task)
        self.erasures, self.exports = Erasures(ctx, ImportShelf(folder)), PersonExports(ctx, self.persons)
        background.also(self.erasures.task)
        background.also(self.reports.decisions.task)
        self._scheduled(background, folder, settings, open_facts)
        self.choices = ChoiceDesk(ctx)
        background.also(self.choices.task)
        background.also(self.models.task)

    def _scheduled(self, background: Background, folder: Path, settings: Settings, open_facts: OpenFacts) -> None:
        """What is pulled and written out on a schedule."""
        seal = Seal(lambda: kept_secret(folder, "sources", make_seal_key))
        self.sources = SourceDesk(self.ctx, seal, source_reach(folder, settings))
        reach = source_reach(folder, settings, "destinations")
        self.destinations = DestinationDesk(self.ctx, open_facts, seal, reach)
        background.also(self.destinations.task)
        background.also(self.sources.task)

    def close(self) -> None:
        """End the work in the background."""
        self.lift_cache.stop()
        self.previews.close()

    def report(self, journey: str) -> JourneyReport:
        """The report of a journey, as of now; the list of journeys shows its lift from then on."""
        found = self.reports.report(journey)
        self.lift_cache.keep(journey, found.lift)
        return found


def provider_directory(
    folder: Path,
    settings: Settings,
    clock: Clock,
    store: StudioStore,
    on_change: Callable[[Routes], Awaitable[None]],
) -> ProviderDirectory:
    """The providers of a data folder; `on_change` is called with the new routes when somebody changes them."""
    secret = partial(kept_secret, folder)
    seal = Seal(lambda: secret("providers", make_seal_key))
    keys = SenderKeys(store.sender_keys, seal, clock.now)
    senders = SenderDesk(keys, DnsClient(settings.dns))
    tools = Tools(
        clock=clock,
        secret=secret,
        inbox=StoredSandboxInbox(store.sandbox, clock),
        person_inbox=store.inbox,
        allow_private=settings.allow_private_webhooks,
        signed=keys.signed,
        sender=settings.sender,
        public_url=settings.public_url,
        files=store.sends.files,
    )
    parts = (store.providers, seal, settings.provider_urls(), tools, clock.now, on_change, senders)
    bounds = SharedBounds(store.shares, settings.shards, fault_teller("rates"))
    return ProviderDirectory(*parts, bounds if settings.shards > 1 else None)
