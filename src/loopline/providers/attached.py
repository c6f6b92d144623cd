"""The bytes of attachments for a batch, read once and not on the event loop."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from loopline.model.message import Dispatch

FilesOf = Callable[[Sequence[str]], Mapping[str, bytes]]
"""The bytes of files by the digests that are asked for; those that are not kept any more are left out."""


async def with_files(batch: Sequence[Dispatch], files_of: FilesOf) -> Sequence[Dispatch]:
    """The batch with the bytes of its attachments; a message one of whose files is gone keeps none."""
    digests = list(dict.fromkeys(one.digest for dispatch in batch for one in dispatch.outgoing.attachments))
    if not digests:
        return batch
    found = await asyncio.to_thread(files_of, digests)
    return [_filled(dispatch, found) for dispatch in batch]


def _filled(dispatch: Dispatch, found: Mapping[str, bytes]) -> Dispatch:
    files = tuple(found[one.digest] for one in dispatch.outgoing.attachments if one.digest in found)
    return Dispatch(dispatch.outgoing, dispatch.rendered, files)
