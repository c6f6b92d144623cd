"""All versions of the workspace, oldest first: which share was held out when, and by which goal people compare."""

import threading

import msgspec

from loopline.decisions.published import PublishedSet
from loopline.logs import log
from loopline.model.journey import Workspace
from loopline.reports.programmes.draws import PastRules
from loopline.studio.context import StudioContext

_read = msgspec.json.Decoder(Workspace).decode


class PastRulesReader:
    """Reads them once for each version that is published. Safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self._lock = threading.Lock()
        self._newest, self._known = 0, tuple[PastRules, ...]()

    def of(self, published: PublishedSet) -> tuple[PastRules, ...]:
        """Those up to the rules of this set, which may be known a moment before they are stored."""
        newest = published.workspace_version
        with self._lock:
            if newest and newest == self._newest:
                return self._known
        stored = [one for one in self._ctx.state.documents() if one.kind == "workspace" and one.version <= newest]
        found: list[PastRules] = []
        for one in stored:
            try:
                found.append(PastRules(one.published_at, _read(one.document)))
            except msgspec.DecodeError as error:  # a version that cannot be read is set aside, and costs itself alone
                log.warning("past_rules_unreadable", version=one.version, error=str(error)[:200])
        if not stored or stored[-1].version != newest:
            return (*found, PastRules(self._ctx.clock.now(), published.workspace)) if newest else ()
        with self._lock:
            self._newest, self._known = newest, tuple(found)
        return tuple(found)
