"""What people do with the house: the front door to each part, for the API and the command line."""

import asyncio

from loopline.decisions.checks.findings import Fault
from loopline.learning.lift.report import Breakdown, JourneyReport
from loopline.model.journey import Document
from loopline.studio.context import AtHand
from loopline.studio.documents.write import Documents
from loopline.studio.journeys.lifts import Lifts
from loopline.studio.journeys.list import Overview
from loopline.studio.journeys.read import Journeys
from loopline.studio.journeys.schemas import Pushed
from loopline.studio.links.receive import Receipts
from loopline.studio.messages.read import Messages
from loopline.studio.people.read import Persons
from loopline.studio.people.schemas import WhyAnswer
from loopline.studio.previews.run import Trials
from loopline.studio.reports.read import Reports
from loopline.studio.segments.write import Segments
from loopline.studio.tracking_plan.read import CatalogDesk


class Office:
    """Everything but the loop itself. Methods that wait are coroutines of the app's event loop."""

    def __init__(self, at_hand: AtHand) -> None:
        self.desk = at_hand.desk
        self.documents = Documents(at_hand)
        self.journeys = Journeys(at_hand, self.documents)
        self.segments = Segments(at_hand, self.documents)
        self.persons = Persons(at_hand)
        self.messages = Messages(at_hand)
        self.receipts = Receipts(at_hand)
        self.catalog = CatalogDesk(at_hand)
        self.reports = Reports(at_hand)
        self.lifts = Lifts(self.reports.lift, at_hand.clock, at_hand.facts.carried)
        self.overview = Overview(at_hand, self.lifts)
        self.trials = Trials(at_hand)

    def close(self) -> None:
        """End what works in the background."""
        self.lifts.stop()
        self.trials.close()

    def check(self, document: Document) -> tuple[Fault, ...]:
        """Every fault of a document, in the light of what is published and what has been seen."""
        return self.documents.check(document)

    async def push(
        self, document: Document, *, publish: bool, reason: str = "", by: str = "", revision: int | None = None
    ) -> Pushed:
        """Store a document as a draft, or check it and make it live. Raises FaultsFound, DraftConflict."""
        return await self.documents.push(document, publish=publish, reason=reason, by=by, revision=revision)

    async def report(self, journey: str) -> JourneyReport:
        """What a journey did and caused, as of now."""
        return await asyncio.to_thread(self.report_now, journey)

    def report_now(self, journey: str) -> JourneyReport:
        """The same for callers without an event loop."""
        found = self.reports.report(journey)
        self.lifts.keep(journey, found.lift)
        return found

    async def breakdown(self, journey: str, by: str) -> Breakdown:
        """What it caused by group, as of now; `by` is "trait:plan", "entry:source", "segment:vip" and the like."""
        return await asyncio.to_thread(self.reports.breakdown, journey, by)

    def why(self, person: str, journey: str = "") -> WhyAnswer:
        """Why a person did or did not get a journey's messages. `person` is the id as the customer gave it."""
        return self.persons.why(person, journey)
