"""The planner of the studio: of a journey's draft by the workspace's own past, or of figures that somebody gives."""

import msgspec

from loopline.decisions.documents.read import build_document
from loopline.learning.planning.detect import plan_report
from loopline.learning.planning.figures import PlanInputs, PlanReport
from loopline.model.errors import Missing
from loopline.model.journey import Journey
from loopline.reports.planning.past import journey_plan
from loopline.studio.context import StudioContext

GIVEN = "The figures that were given."


class Planner:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    def of_journey(self, journey: str, holdout: float | None = None, wanted: float = 0.0) -> PlanReport:
        """By its draft, or by its live version where it has none. Raises Missing `journey_unknown`, and Invalid as
        compiling does, where the draft cannot be read yet."""
        self._ctx.export_facts()
        document = self._document(journey)
        ctx = self._ctx
        return journey_plan(ctx.facts, ctx.published(), document, ctx.clock.now(), holdout=holdout, wanted=wanted)

    def of_figures(self, inputs: PlanInputs, wanted: float = 0.0) -> PlanReport:
        """By these. Raises Invalid `plan_inputs`."""
        return plan_report("", inputs, GIVEN, wanted)

    def _document(self, journey: str) -> Journey:
        saved = self._ctx.studio_store.drafts.get(journey)
        if saved is not None:
            document = build_document(msgspec.json.decode(saved.document))
            assert isinstance(document, Journey)  # a draft is nothing else
            return document
        live = self._ctx.published().live.get(journey)
        if live is None:
            text = f'No journey "{journey[:64]}" is drafted or published; look at the list of journeys.'
            raise Missing("journey_unknown", text)
        return live.journey
