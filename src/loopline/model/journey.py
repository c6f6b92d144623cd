"""Journey documents as they are written, drawn and stored: YAML or JSON in, frozen structs out."""

from typing import Annotated, Any, Final, Literal, get_args

from msgspec import Struct

from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.channels import ChannelName, ConsentRule
from loopline.model.choices import one_of
from loopline.model.content.documents import Block, Brand, Pinned, Template
from loopline.model.entry.account import AccountEntry
from loopline.model.entry.cap import Cap
from loopline.model.entry.goal import MeasuredGoal
from loopline.model.entry.holdout import GlobalHoldout, Holdout, Programme
from loopline.model.entry.limits import EntryLimits
from loopline.model.entry.metric import JourneyMetric, MetricDocument, PinnedMetric, in_use
from loopline.model.entry.trigger import Trigger, opened_by_account
from loopline.model.mail.delivery_rules import DeliveryRules
from loopline.model.mail.files import File
from loopline.model.mail.utm import Utm
from loopline.model.nodes import Node
from loopline.model.offers.document import Offer, OfferRules
from loopline.model.scoring.documents import Model
from loopline.model.team.approval import ApprovalRules
from loopline.model.tracking.declared import DeclaredPlan

ReentryPolicy = Literal["once", "after_exit", "after", "always"]
REENTRY_POLICIES: Final = get_args(ReentryPolicy)
Unit = Literal["person", "account"]
UNITS: Final = get_args(Unit)

_Channel = Annotated[str, one_of(ChannelName)]
_Rule = Annotated[str, one_of(ConsentRule)]


class Reentry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """May a person enter again? once, after_exit, after (a time since the last entry), always; `key`: per property.

    `at_once` passages beside each other and `times` in all, at most; 0 is as many as come.
    """

    policy: Annotated[str, one_of(ReentryPolicy)] = "after_exit"
    after: str = ""
    key: str = ""
    concurrent: bool = False
    at_once: int = 0
    times: int = 0


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The way in: what people enter on, with which filter of all, how late a signal may be and still trigger.

    `on` names events that trigger without a filter of their own; `triggers` are ways in beside them. With `account`
    whoever comes in by them asks her account, which decides by the re-entry policy and chooses the member who enters.
    `limits` bound the entries of everybody together.
    """

    on: tuple[str, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    where: str = ""
    lateness: str = "1d"
    reentry: Reentry = Reentry()
    account: AccountEntry | None = None
    limits: EntryLimits = EntryLimits()

    @property
    def events(self) -> tuple[str, ...]:
        """The names of all events that trigger, each once, in the order of the document."""
        return tuple(dict.fromkeys((*self.on, *(one.event for one in self.triggers if one.event))))

    @property
    def opened_by(self) -> tuple[str, ...]:
        """The same, and the events of accounts, under the names by which they are looked up."""
        of_accounts = (opened_by_account(one.account_event) for one in self.triggers if one.account_event)
        return (*self.events, *of_accounts)


class ExitRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Leave at once, also in the middle of a wait: on an event, on the change of a trait, or when a condition holds."""

    on: str = ""
    where: str = ""
    change: str = ""
    when: str = ""
    reason: str = ""


class SharedExit(ExitRule, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An exit rule of the workspace: of all journeys, or of those of a `programme`; none of those in `spare`."""

    programme: str = ""
    spare: tuple[str, ...] = ()


class GoalRule(MeasuredGoal, frozen=True, kw_only=True):
    """What a journey is for, within a time of entry; with `exit`, whoever reaches it leaves."""

    exit: bool = False


class QuietHours(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"start": "from", "end": "to"},
):
    """No marketing message between these local times of the person's zone."""

    start: str
    end: str


class Canvas(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the studio drew things; decides nothing."""

    positions: dict[str, tuple[float, float]] = {}
    comments: tuple[dict[str, Any], ...] = ()


class Journey(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="journey", tag_field="kind"
):
    """A journey document. `start` is the first node; a `then` that is absent ends the journey.

    `exclusive` names a group: a person stands in one journey of it at most. `hold` is how long its messages wait so
    that a better one may overtake them. `metrics` are what it is compared by beside its goal, `factors` what its effect
    may differ by, as in "trait:plan". `pins` is what its nodes send of templates, by node, and `pinned_metrics` the
    documents that `metrics` name, by id: written at the publish, and read from no author.
    """

    id: str
    entry: Entry
    start: str
    nodes: dict[str, Node]
    name: str = ""
    description: str = ""
    owner: str = ""
    hypothesis: str = ""
    priority: int = 50
    exclusive: str = ""
    hold: str = ""
    programme: str = ""
    unit: Annotated[str, one_of(Unit)] = "person"
    holdout: Holdout = Holdout()
    goal: GoalRule | None = None
    metrics: dict[str, JourneyMetric] = {}
    factors: tuple[str, ...] = ()
    exits: tuple[ExitRule, ...] = ()
    quiet_hours: QuietHours | None = None
    planned_end: str = ""
    planned_units: int = 0
    canvas: Canvas | None = None
    pins: dict[str, Pinned] = {}
    pinned_metrics: dict[str, PinnedMetric] = {}

    @property
    def compared_by(self) -> dict[str, JourneyMetric]:
        """Its metrics with the definitions that were pinned; one whose document is not pinned is left out."""
        return in_use(self.metrics, self.pinned_metrics)

    @property
    def comes_back(self) -> bool:
        """Whether somebody can enter more than once, with a key at least."""
        rule = self.entry.reentry
        return rule.times != 1 and (rule.policy != "once" or bool(rule.key))

    @property
    def randomises_by(self) -> Unit:
        """The unit of holdouts and arms: the account where it decides who enters, whatever `unit` says."""
        return "account" if self.entry.account is not None or self.unit == "account" else "person"


class Segment(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="segment", tag_field="kind"
):
    """A named condition over people."""

    id: str
    when: str
    name: str = ""
    description: str = ""


GroupRule = Literal["first_wins", "best_wins"]
"""Which of two journeys of an exclusive group keeps a person: the one entered first, or that of higher priority."""


class Topic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A consent category. `consent`: opt_in, opt_out, or "" for the channel's rule."""

    name: str = ""
    consent: Annotated[str, one_of(ConsentRule, or_blank=True)] = ""
    transactional: bool = False
    description: str = ""
    hidden: bool = False


class PageBrand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What pages for customers look like: the name they know, a colour such as "#1f5fd6", a logo's https address."""

    name: str = ""
    colour: str = ""
    logo: str = ""


class DoubleOptIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """For which yes an address is asked to confirm: by these channels; where named, of these topics and countries.

    Within `days` it is to be confirmed, 0: within 14. `template` is the id of a template that is sent in the place of
    the built-in mail; it writes {{confirm_url}} where the link stands.
    """

    channels: tuple[_Channel, ...] = ()
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    days: int = 0
    template: str = ""


class KeywordAnswers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What we answer by SMS to HELP, STOP and START: nothing where `off`. `help_at` is where help is to be had.

    `help`, `stop` and `start` are texts by language tag ("en", "de"); where there is none, a built-in one is sent.
    """

    off: bool = False
    help_at: str = ""
    help: dict[str, str] = {}
    stop: dict[str, str] = {}
    start: dict[str, str] = {}


class Workspace(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="workspace", tag_field="kind"
):
    """The rules above all journeys: consent, topics, caps, quiet hours, holdouts, zone, country and language.

    `exclusive` has the rules of groups of journeys, by name; a group that it does not name goes by `first_wins`.
    `exits` end the passages of many journeys. `countries` are those that messages go to: where any is named, their
    rules are kept. `postal_address` stands at the end of each marketing mail. `delivery` holds of messages on
    their way, `tracking` of the data that comes in. `currency` is the one in which goals are added up.
    `offers` says which offers need an approval, and `approval` which publishes do.
    """

    id: str = "workspace"
    zone: str = "UTC"
    salt: str = "loopline"
    consent: dict[_Channel, _Rule] = {}
    topics: dict[str, Topic] = {}
    caps: tuple[Cap, ...] = ()
    quiet_hours: QuietHours | None = None
    holdout: GlobalHoldout = GlobalHoldout()
    programmes: dict[str, Programme] = {}
    exits: tuple[SharedExit, ...] = ()
    exclusive: dict[str, Annotated[str, one_of(GroupRule)]] = {}
    addresses: dict[_Channel, str] = {}
    sender: str = ""
    country: str = ""
    language: str = ""
    countries: tuple[str, ...] = ()
    brand: PageBrand = PageBrand()
    postal_address: str = ""
    double_opt_in: DoubleOptIn = DoubleOptIn()
    answers: KeywordAnswers = KeywordAnswers()
    utm: Utm = Utm()
    delivery: DeliveryRules = DeliveryRules()
    tracking: DeclaredPlan = DeclaredPlan()
    currency: str = ""
    offers: OfferRules = OfferRules()
    approval: ApprovalRules = ApprovalRules()


Document = (
    Journey | Segment | Workspace | Template | Block | Brand | Catalog | Feed | File | Offer | Model | MetricDocument
)
