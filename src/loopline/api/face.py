"""What the HTTP face needs from the application behind it; `app.py` keeps these promises."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from loopline.decisions.checks.findings import Fault
from loopline.learning.lift.report import Breakdown, JourneyReport
from loopline.model.errors import LooplineError
from loopline.model.journey import Document
from loopline.model.signal import Signal
from loopline.ports import Clock, Taken
from loopline.studio.journeys import schemas as of_journeys
from loopline.studio.messages import schemas as of_work
from loopline.studio.people import schemas as of_people
from loopline.studio.previews import schemas as of_trials
from loopline.studio.segments import schemas as of_segments


class AppFace(Protocol):
    """The application as the HTTP face sees it."""

    @property
    def clock(self) -> Clock: ...

    async def accept(self, signals: Sequence[Signal]) -> int:
        """Write the signals to the log, in this order, and return their number once they are safe on disk.

        Raises Unavailable when that cannot be done now, whatever the cause.
        """
        ...

    async def take(self, body: bytes, path_type: str | None = None) -> Taken:
        """Read a request of the tracking protocol and write what it holds to the log, as `accept` does.

        Raises Invalid when the body as a whole cannot be read.
        """
        ...

    def check_write_key(self, key: str) -> bool:
        """True when this key may send signals. Asked on every request, so it answers from memory."""
        ...

    def check_admin_key(self, key: str) -> bool:
        """True when this key may read and change everything."""
        ...

    def check_session(self, token: str) -> bool:
        """True when this cookie belongs to somebody who is signed in to the studio."""
        ...

    def health(self) -> Mapping[str, object]:
        """What GET /api/health answers: at least status, version, lag_signals and lag_seconds."""
        ...

    def metrics(self) -> bytes:
        """The Prometheus text of GET /metrics."""
        ...


class DocumentsFace(Protocol):
    """Documents: checked, drafted, compared, published."""

    def check(self, document: Document) -> tuple[Fault, ...]: ...

    async def push(
        self, document: Document, *, publish: bool, reason: str = "", by: str = ""
    ) -> of_journeys.Pushed: ...

    async def push_all(
        self, given: Sequence[Document | LooplineError], *, publish: bool, reason: str = "", by: str = ""
    ) -> of_journeys.PushedAll: ...

    async def publish(
        self,
        journey: str,
        document: Document | None,
        *,
        reason: str,
        hypothesis: str = "",
        moves: Mapping[str, str] | None = None,
        by: str = "",
    ) -> of_journeys.PublishedVersion: ...

    def save_draft(self, journey: str, document: Document, revision: int | None = None) -> int: ...

    def drop_draft(self, journey: str) -> None: ...

    def version(self, journey: str, number: int) -> of_journeys.Version: ...

    async def change_state(self, journey: str, verb: str, by: str = "") -> str: ...

    def workspace(self) -> of_journeys.Plain: ...

    async def set_workspace(self, document: Document, *, reason: str, by: str = "") -> of_journeys.PublishedVersion: ...

    def templates(self) -> of_work.TemplateList: ...


class OverviewFace(Protocol):
    """The list of journeys."""

    def journeys(self) -> of_journeys.JourneyList: ...


class JourneysFace(Protocol):
    """One journey, and what is seen on it while it is live."""

    def detail(self, journey: str) -> of_journeys.JourneyDetail: ...

    def impact(self, journey: str) -> of_journeys.Impact: ...

    def live(self, journey: str, days: int) -> of_journeys.Live: ...

    def people(self, journey: str, node: str, limit: int, cursor: str = "") -> of_journeys.StandingList: ...


class SegmentsFace(Protocol):
    """Named conditions over people."""

    def listing(self) -> of_segments.SegmentList: ...

    def detail(self, segment: str) -> of_segments.SegmentDetail: ...

    async def publish(self, segment: str, body: of_segments.SegmentBody, by: str) -> of_journeys.PublishedVersion: ...

    def preview(self, body: of_segments.PreviewBody) -> of_segments.Preview: ...


class PersonsFace(Protocol):
    """People."""

    def search(self, query: str, limit: int, cursor: str = "") -> of_people.PersonList: ...

    def profile(self, person: str) -> of_people.Profile: ...

    def timeline(self, person: str, before: int | None, limit: int, cursor: str = "") -> of_people.Timeline: ...

    def why(self, person: str, journey: str = "") -> of_people.WhyAnswer: ...

    async def set_consent(self, person: str, wish: of_people.ConsentBody) -> None: ...

    async def set_list(self, person: str, name: str, *, member: bool) -> None: ...


class CatalogFace(Protocol):
    """What has been seen, and how many people a condition holds for."""

    def catalog(self) -> of_people.CatalogAnswer: ...

    def audience(self, when: str) -> of_people.Audience: ...


class MessagesFace(Protocol):
    """The outbox and the sandbox's mailbox."""

    def listing(
        self, person: str, journey: str, status: str, before: int | None, limit: int, cursor: str = ""
    ) -> of_work.MessageList: ...

    def detail(self, key: str) -> of_work.MessageDetail: ...

    async def resolve(self, key: str, found_out: str) -> str: ...


class ReceiptsFace(Protocol):
    """The links in messages."""

    async def opened(self, token: str, method: str, agent: str) -> None: ...

    async def clicked(self, token: str, method: str, agent: str) -> str: ...

    def leaving(self, token: str) -> tuple[str, str]: ...

    async def left(self, token: str) -> tuple[str, str]: ...


class TrialsFace(Protocol):
    """Dry runs and backtests."""

    def dry_run(self, body: of_trials.DryRunBody) -> of_trials.DryRunAnswer: ...

    def begin(self, body: of_trials.BacktestBody) -> of_trials.Job: ...

    def progress(self, job: str) -> of_trials.JobAnswer: ...

    def cancel(self, job: str) -> of_trials.JobAnswer: ...


class OfficeFace(Protocol):
    """What people do with the house, as the rooms see it; `loopline.studio` keeps it."""

    @property
    def documents(self) -> DocumentsFace: ...

    @property
    def overview(self) -> OverviewFace: ...

    @property
    def journeys(self) -> JourneysFace: ...

    @property
    def segments(self) -> SegmentsFace: ...

    @property
    def persons(self) -> PersonsFace: ...

    @property
    def catalog(self) -> CatalogFace: ...

    @property
    def messages(self) -> MessagesFace: ...

    @property
    def receipts(self) -> ReceiptsFace: ...

    @property
    def trials(self) -> TrialsFace: ...

    async def report(self, journey: str) -> JourneyReport: ...

    async def breakdown(self, journey: str, by: str) -> Breakdown: ...


class SignInsFace(Protocol):
    """Who may sign in to the studio. `set_up` and `sign_in` are slow on purpose: call them from a thread."""

    def state(self, token: str) -> of_work.SessionAnswer: ...

    def who(self, token: str) -> of_work.SignedIn | None: ...

    def set_up(self, body: of_work.SetupBody) -> tuple[str, of_work.SignedIn]: ...

    def sign_in(self, body: of_work.SignInBody) -> tuple[str, of_work.SignedIn]: ...

    def sign_out(self, token: str) -> None: ...


class KeysFace(Protocol):
    """The keys of the API."""

    def listing(self) -> of_work.KeyList: ...

    def create(self, role: str) -> str: ...

    def drop(self, key_id: str) -> bool: ...


class NewsFace(Protocol):
    """Live news."""

    def stream(self) -> AsyncIterator[bytes]: ...

    def journey_changed(self, journey: str) -> None: ...


class HouseFace(AppFace, Protocol):
    """The application as the rooms see it."""

    @property
    def office(self) -> OfficeFace: ...

    @property
    def sign_ins(self) -> SignInsFace: ...

    @property
    def keys(self) -> KeysFace: ...

    @property
    def news(self) -> NewsFace: ...

    @property
    def is_https(self) -> bool:
        """Whether people's browsers reach us by https: then the studio's cookie travels by nothing else."""
        ...
