"""Texts of a journey as people ask for them: of its draft, or of what is live where nobody draws."""

from typing import Final

from loopline.decisions.checks.findings import Problem
from loopline.decisions.documents.read import build_document, to_plain
from loopline.model.errors import Invalid, Missing
from loopline.model.journey import Journey
from loopline.studio.context import StudioContext
from loopline.studio.documents.write import Documents
from loopline.studio.texts.schemas import TextFault, TextsTaken
from loopline.studio.texts.table import Put, csv_of, path_of, texts_put

FAULTS_MAX: Final = 500


class TextDesk:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext, documents: Documents) -> None:
        self._ctx, self._documents = ctx, documents

    def file(self, journey: str) -> bytes:
        """Every text as CSV. Raises Missing `journey_unknown`."""
        return csv_of(to_plain(self._stands(journey)[0]))

    def take(self, journey: str, file: bytes, by: str, *, is_trial: bool) -> TextsTaken:
        """Save the texts of a file as the draft, over the one that they were compared with; a trial stores nothing.

        Raises Missing `journey_unknown`, Invalid of the file as a whole or of a document that they would spoil, and
        Conflict `draft_conflict` where somebody else saved meanwhile.
        """
        before, revision = self._stands(journey)
        put = texts_put(to_plain(before), file)
        after = build_document(put.document)
        if not isinstance(after, Journey):
            raise Invalid("document_kind", "A journey's texts belong into a journey.")
        faults = (*put.refused, *_told(put, self._documents.check(after)))[:FAULTS_MAX]
        stored = None
        if put.changed and not is_trial:
            stored = self._documents.save_draft(journey, after, revision, by).revision
        return TextsTaken(put.rows, put.same, put.changed, tuple(sorted(faults, key=lambda one: one.row)), stored)

    def _stands(self, journey: str) -> tuple[Journey, int]:
        """The document and the revision of its draft, 0 for none."""
        saved = self._ctx.studio_store.drafts.get(journey)
        if saved is not None and (draft := self._documents.draft(journey)) is not None:
            return draft, saved.revision
        live = self._ctx.published().live.get(journey)
        if live is None:
            raise Missing("journey_unknown", f'There is no journey "{journey[:64]}".')
        return live.journey, 0


def _told(put: Put, problems: tuple[Problem, ...]) -> list[TextFault]:
    """Faults of texts that changed, by row; those that stood there before are the journey's own."""
    rows = {path_of(one): one.row for one in put.changed}
    return [TextFault(row, one.code, one.text, one.severity) for one in problems if (row := _row(rows, one.at))]


def _row(rows: dict[str, int], at: str) -> int | None:
    """The row of a fault; one of a whole language is told at its first text."""
    if at in rows or ".content.locales." not in at:
        return rows.get(at)
    return next((row for path, row in rows.items() if path.startswith(f"{at}.")), None)
