"""Takes files in and publishes them; gives their bytes back."""

import asyncio
from hashlib import sha256
from typing import NamedTuple

from loopline.decisions.documents.check import check_document
from loopline.model.errors import Missing
from loopline.model.mail.files import File, decoded_file
from loopline.studio.context import StudioContext
from loopline.studio.documents.check import ProblemsFound
from loopline.studio.documents.schemas import Pushed
from loopline.studio.documents.write import Documents
from loopline.studio.files.schemas import FileBody


class KeptFile(NamedTuple):
    """A published file with its bytes."""

    file: File
    content: bytes


class FileDesk:
    """Coroutines of the app's event loop, and reads that are safe from any thread."""

    def __init__(self, ctx: StudioContext, documents: Documents) -> None:
        self._ctx, self._documents = ctx, documents

    async def add(self, body: FileBody, by: str) -> Pushed:
        """The file as a published document: a new version where its bytes, name or type are others.

        Live journeys that carry it carry the new version from now on. Raises Invalid, Unavailable `files_full`.
        """
        file = await asyncio.to_thread(self._kept, body)
        return await self._documents.push(file, publish=True, reason=body.reason, by=by)

    def read(self, name: str) -> KeptFile:
        """A file in its newest version. Raises Missing `file_unknown`."""
        known = self._ctx.published().content.newest("file", name)
        file = known[1] if known else None
        content = self._ctx.studio_store.sends.files((file.digest,)) if isinstance(file, File) else {}
        if not isinstance(file, File) or file.digest not in content:
            raise Missing("file_unknown", f'There is no file "{name[:60]}"; add it by `loopline file add`.')
        return KeptFile(file, content[file.digest])

    def _kept(self, body: FileBody) -> File:
        """The document of a file whose bytes are kept; they are not while anything is wrong with it."""
        content = decoded_file(body.name, body.content_type, body.content)
        file = File(
            id=body.id,
            name=body.name,
            content_type=body.content_type.lower(),
            digest=sha256(content).hexdigest(),
            size=len(content),
            description=body.description,
        )
        if faults := check_document(file):
            raise ProblemsFound(faults)
        self._ctx.studio_store.files.keep(content)
        return file
