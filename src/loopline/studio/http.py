"""The whole HTTP application: the routes of every resource, the dialects, and the studio's built files."""

from functools import partial
from pathlib import Path
from typing import Final, Protocol

from fastapi import APIRouter, FastAPI
from msgspec import Struct

from loopline.api import hooks
from loopline.api.built_studio import BUILT, StudioFiles
from loopline.api.describe import structs_of
from loopline.api.face import AppFace, HooksFace
from loopline.api.perimeter import Perimeter
from loopline.api.server import create_app
from loopline.learning.choosing.figures import ChoiceReport
from loopline.learning.comparisons.decision import Decision, DecisionReplay
from loopline.learning.fatigue.figures import FatigueReport, TriedCaps
from loopline.learning.improvement.overlap import OverlapMap
from loopline.learning.lift.report import Breakdown, JourneyReport
from loopline.learning.metrics.figures import MetricTable
from loopline.learning.programmes.figures import ProgrammeReports
from loopline.learning.proof.figures import Proofs, RuleProof
from loopline.reports.account import AccountAnswer
from loopline.reports.why import WhyAnswer
from loopline.runtime.alarms.watch import AlarmAnswer, AlarmWatch
from loopline.runtime.upkeep.backup import Backup, BackupStatus
from loopline.runtime.upkeep.facts_rebuild import FactsRebuild, RebuildStatus
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.runtime.upkeep.log_trimming import LogReach, LogTrimming, TrimStatus
from loopline.signals.imports.mapping import MappedColumn
from loopline.signals.imports.rows import RefusedRow
from loopline.storage.open_facts.figures import QueryAnswer
from loopline.storage.open_facts.folder import OpenFactsFile
from loopline.studio import acts
from loopline.studio.access import operator_routes as operators
from loopline.studio.access import routes as access
from loopline.studio.access import schemas as access_schemas
from loopline.studio.access.access import Access
from loopline.studio.access.author import author_of, bare_author, witness_of
from loopline.studio.access.reader_guard import reader_guard
from loopline.studio.accounts import routes as accounts
from loopline.studio.accounts import schemas as account_schemas
from loopline.studio.alarms import routes as alarms
from loopline.studio.alarms import schemas as alarm_schemas
from loopline.studio.backups import routes as backups
from loopline.studio.catalogs import routes as catalogs
from loopline.studio.catalogs import schemas as catalog_schemas
from loopline.studio.choices import routes as choices
from loopline.studio.choices import schemas as choice_schemas
from loopline.studio.content import routes as content
from loopline.studio.content import schemas as content_schemas
from loopline.studio.documents import routes as documents
from loopline.studio.documents import schemas as document_schemas
from loopline.studio.entries import routes as entries
from loopline.studio.entries import schemas as entry_schemas
from loopline.studio.experiments import routes as experiments
from loopline.studio.experiments import schemas as experiment_schemas
from loopline.studio.facts import routes as facts
from loopline.studio.facts import schemas as facts_schemas
from loopline.studio.files import routes as files
from loopline.studio.files import schemas as file_schemas
from loopline.studio.gallery import routes as gallery
from loopline.studio.gallery import schemas as gallery_schemas
from loopline.studio.imports import routes as imports
from loopline.studio.imports import schemas as import_schemas
from loopline.studio.improvement import routes as improvement
from loopline.studio.improvement import schemas as improvement_schemas
from loopline.studio.inbox import routes as inbox
from loopline.studio.inbox import schemas as inbox_schemas
from loopline.studio.journeys import routes as journeys
from loopline.studio.journeys import schemas as journey_schemas
from loopline.studio.links import routes as links
from loopline.studio.lists import routes as lists
from loopline.studio.lists import schemas as list_schemas
from loopline.studio.live import routes as live
from loopline.studio.live.stream import LiveFeed
from loopline.studio.log import routes as log
from loopline.studio.log import schemas as log_schemas
from loopline.studio.messages import routes as messages
from loopline.studio.messages import schemas as message_schemas
from loopline.studio.metrics import routes as metrics
from loopline.studio.metrics import schemas as metric_schemas
from loopline.studio.models import routes as models
from loopline.studio.models import schemas as model_schemas
from loopline.studio.offers import routes as offers
from loopline.studio.offers import schemas as offer_schemas
from loopline.studio.open_facts import routes as open_facts
from loopline.studio.open_facts import schemas as open_facts_schemas
from loopline.studio.open_facts.desk import OpenFacts
from loopline.studio.people import routes as people
from loopline.studio.people import schemas as people_schemas
from loopline.studio.presence import routes as presence
from loopline.studio.presence import schemas as presence_schemas
from loopline.studio.previews import routes as previews
from loopline.studio.previews import schemas as preview_schemas
from loopline.studio.providers import routes as providers
from loopline.studio.providers import schemas as provider_schemas
from loopline.studio.providers.desk import ProviderDesk
from loopline.studio.quarantine import routes as quarantine
from loopline.studio.quarantine import schemas as quarantine_schemas
from loopline.studio.reports import routes as reports
from loopline.studio.reports import schemas as report_schemas
from loopline.studio.segments import routes as segments
from loopline.studio.segments import schemas as segment_schemas
from loopline.studio.send import routes as send
from loopline.studio.send import schemas as send_schemas
from loopline.studio.senders import routes as senders
from loopline.studio.senders import schemas as sender_schemas
from loopline.studio.studio import Studio
from loopline.studio.suppressions import routes as suppressions
from loopline.studio.suppressions import schemas as suppression_schemas
from loopline.studio.tracking_plan import routes as tracking_plan
from loopline.studio.tracking_plan import schemas as tracking_plan_schemas
from loopline.studio.workspace import routes as workspace
from loopline.studio.workspace import schemas as workspace_schemas

STRUCTS: Final[tuple[type[Struct], ...]] = (
    *structs_of(
        *acts.SCHEMAS,
        access_schemas,
        account_schemas,
        alarm_schemas,
        catalog_schemas,
        content_schemas,
        document_schemas,
        facts_schemas,
        file_schemas,
        gallery_schemas,
        import_schemas,
        improvement_schemas,
        inbox_schemas,
        journey_schemas,
        choice_schemas,
        experiment_schemas,
        list_schemas,
        log_schemas,
        message_schemas,
        offer_schemas,
        model_schemas,
        people_schemas,
        metric_schemas,
        open_facts_schemas,
        presence_schemas,
        preview_schemas,
        provider_schemas,
        quarantine_schemas,
        report_schemas,
        segment_schemas,
        sender_schemas,
        entry_schemas,
        send_schemas,
        suppression_schemas,
        tracking_plan_schemas,
        workspace_schemas,
    ),
    *(
        AccountAnswer,
        AlarmAnswer,
        BackupStatus,
        Breakdown,
        ChoiceReport,
        Decision,
        JourneyReport,
        MetricTable,
        LogReach,
        Proofs,
        *report_schemas.SHAPES,
        ProgrammeReports,
        FatigueReport,
        TriedCaps,
        RebuildStatus,
        RuleProof,
        DecisionReplay,
        OpenFactsFile,
        OverlapMap,
        QueryAnswer,
        TrimStatus,
        WhyAnswer,
    ),
    *(MappedColumn, RefusedRow),
)
"""Everything that the routes answer and take."""


class FactsUpkeep(Protocol):
    """The facts file and those who look after it."""

    @property
    def facts(self) -> GuardedFacts: ...

    @property
    def rebuild(self) -> FactsRebuild: ...

    @property
    def backup(self) -> Backup: ...

    @property
    def open_facts(self) -> OpenFacts: ...

    @property
    def trimming(self) -> LogTrimming: ...

    @property
    def alarms(self) -> AlarmWatch: ...


class House(AppFace, Protocol):
    """The application as the routes need it; `app.py` keeps the promise."""

    @property
    def studio(self) -> Studio: ...

    @property
    def hooks(self) -> HooksFace: ...

    @property
    def access(self) -> Access: ...

    @property
    def upkeep(self) -> FactsUpkeep: ...

    @property
    def live(self) -> LiveFeed: ...

    @property
    def provider_desk(self) -> ProviderDesk: ...


def create_house(house: House, studio_files: Path = BUILT) -> FastAPI:
    """The application with every route; `studio_files` is the folder of the studio's built files."""
    surround = partial(Perimeter, hosts=house.access.hosts, is_https=house.access.is_https)
    app = create_app(house, _guarded(house), _open(house), STRUCTS, surround)
    app.router.default = StudioFiles(studio_files)
    return app


def _guarded(house: House) -> list[APIRouter]:
    """The routes that need an admin key or a studio session."""
    studio = house.studio
    author = author_of(house.access.sign_ins, house.access.cookies)
    name = bare_author(author)
    witness = witness_of(house.access.sign_ins, house.access.cookies)
    return [
        *acts.routers(studio, house.access, author, witness, house.live.journey_changed, house.live.tell),
        people.router(studio.persons, witness),
        accounts.router(studio.accounts),
        suppressions.router(studio.suppressions, witness),
        imports.router(studio.imports, witness),
        tracking_plan.router(studio.tracking_plan, studio.plan_mutes, author),
        lists.router(studio.lists),
        presence.router(house.clock, house.live.tell, name),  # before `documents`, whose verbs would take its address
        documents.router(studio.documents, author, house.live.journey_changed),
        choices.router(studio.choices, name),
        experiments.router(studio.experiments, author, house.live.journey_changed),
        content.router(studio.content, studio.content_previews, house.provider_desk),
        files.router(studio.files, author),
        catalogs.router(studio.catalogs),
        offers.router(studio.offers, name),
        gallery.router(),
        journeys.router(studio.overview, studio.journeys),
        segments.router(studio.segments, studio.segment_publisher, author),
        workspace.router(studio.workspace, author),
        previews.router(studio.previews),
        messages.router(studio.messages, studio.resolutions),
        providers.router(house.provider_desk, name),
        senders.router(house.provider_desk.senders, name),
        alarms.router(house.upkeep.alarms),
        backups.router(house.upkeep.backup),
        log.router(house.upkeep.trimming),
        facts.router(house.upkeep.facts, house.upkeep.rebuild),
        quarantine.router(studio.quarantine),
        reports.router(studio.reports, studio.report),
        improvement.router(studio.improvement, author),
        models.router(studio.models),
        access.key_router(house.access.keys, house.access.gate),
        inbox.secret_router(house.access),
        operators.router(house.access, author),
        live.router(house.live, house.access.gate),
    ]


def _open(house: House) -> list[APIRouter]:
    """The routes that are open to everybody and guard themselves."""
    reader = reader_guard(house, house.access.keys)
    return [
        access.session_router(house.access),
        links.router(house.studio.receipts, house.access.gate.check_acts),
        inbox.router(house.studio.inboxes, house.studio.inbox_feed, house.access),
        inbox.token_router(house.access),
        metrics.router(house.studio.metrics, reader),
        open_facts.router(house.upkeep.open_facts, reader),
        hooks.router(house.hooks),
        send.router(house.studio.send_desk, house.studio.sends, house.access.keys),
        entries.router(house.studio.entry_desk, house.access.keys),
        models.score_router(house.studio.score_post, house.access.keys),
    ]
