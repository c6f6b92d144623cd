"""The pictures that a mail carries, as looks from the studio show them."""

from collections.abc import Sequence

from loopline.delivery.content.pictures import SHOWN_BYTES_MAX, Picture, with_pictures
from loopline.model.mail.attachment import Attachment
from loopline.storage.sql.studio import StudioStore


def with_kept_pictures(html: str, attachments: Sequence[Attachment], store: StudioStore) -> str:
    """The HTML with those of these files in it that it shows by `cid:`, as far as their bytes are kept."""
    asked = [one for one in attachments if one.cid and one.size <= SHOWN_BYTES_MAX]
    if not html or not asked:
        return html
    kept = store.sends.files(tuple({one.digest for one in asked}))
    pictures = {one.cid: Picture(one.content_type, kept[one.digest]) for one in asked if one.digest in kept}
    return with_pictures(html, pictures)
