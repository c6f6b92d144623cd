"""The facts over HTTP: their state, and the begin of a rebuild from the log."""

from fastapi import APIRouter
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import also, answers
from loopline.runtime.upkeep.facts_rebuild import FactsRebuild
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.studio.facts import schemas as shape


def router(facts: GuardedFacts, rebuild: FactsRebuild) -> APIRouter:
    """The routes of the facts file."""
    routes = APIRouter(prefix="/api/facts", tags=["operation"])

    @routes.get("", **answers(shape.FactsState))
    def facts_state() -> Response:
        """Whether the facts may be asked, and how far a rebuild is."""
        return plain(shape.FactsState(facts.fitness, rebuild.status))

    @routes.post("/rebuild", **answers(shape.FactsState, errors=also(409, "They are being rebuilt already.")))
    def rebuild_facts() -> Response:
        """Begin to rebuild all facts from the log, beside everything else; fit ones are answered from meanwhile."""
        status = rebuild.begin()
        return plain(shape.FactsState(facts.fitness, status))

    return routes
