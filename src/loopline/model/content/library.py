"""What is published beside journeys, such as templates, catalogs, offers and models, each in its newest version."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, get_args

from msgspec import Struct
from msgspec.structs import replace

from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.content.documents import BRAND, Block, Brand, Template
from loopline.model.entry.metric import MetricDocument
from loopline.model.errors import Invalid
from loopline.model.mail.attachment import Attachment
from loopline.model.mail.files import Enclosed, File
from loopline.model.offers.document import Offer
from loopline.model.scoring.documents import Model
from loopline.model.signal import ContentKind

ContentDocument: TypeAlias = Template | Block | Brand | Catalog | Feed | File | Offer | Model | MetricDocument
CONTENT_KINDS: Final[tuple[ContentKind, ...]] = get_args(ContentKind)
_SHELVES: Final[Mapping[str, str]] = {kind: f"{kind}s" for kind in CONTENT_KINDS}


class ContentLibrary(Struct, frozen=True, kw_only=True):
    """Each by its id, with its version. What is archived stands aside, by kind and id: nothing new may use it."""

    templates: Mapping[str, tuple[int, Template]] = {}
    blocks: Mapping[str, tuple[int, Block]] = {}
    brands: Mapping[str, tuple[int, Brand]] = {}
    catalogs: Mapping[str, tuple[int, Catalog]] = {}
    feeds: Mapping[str, tuple[int, Feed]] = {}
    files: Mapping[str, tuple[int, File]] = {}
    offers: Mapping[str, tuple[int, Offer]] = {}
    models: Mapping[str, tuple[int, Model]] = {}
    metrics: Mapping[str, tuple[int, MetricDocument]] = {}
    archived: Mapping[tuple[str, str], tuple[int, ContentDocument]] = {}

    def with_document(self, document: ContentDocument, version: int = 0) -> "ContentLibrary":
        """The library in which this is the newest version."""
        kind = str(document.__struct_config__.tag)
        name, found = (kind, document.id), (version, document)
        shelf = {one: known for one, known in self._shelf(kind).items() if one != document.id}
        archived = {one: known for one, known in self.archived.items() if one != name}
        if document.archived:
            archived[name] = found
        else:
            shelf[document.id] = found
        return replace(self, archived=archived, **{_SHELVES[kind]: shelf})

    def newest(self, kind: str, name: str) -> tuple[int, ContentDocument] | None:
        """The newest version of a document of these kinds, archived or not; None when it is not published."""
        return self._shelf(kind).get(name) or self.archived.get((kind, name))

    def with_archived(self) -> "ContentLibrary":
        """The library in which what is archived serves as before: versions that were published with it look it up."""
        whole = self
        for version, document in self.archived.values():
            whole = whole.with_document(replace(document, archived=False), version)
        return whole

    def brand_of(self, template: Template) -> tuple[int, Brand] | None:
        """The brand of a template, or that of the house when none is published; None: it names an unknown one."""
        name = template.brand or BRAND
        return self.brands.get(name) or ((0, Brand()) if name == BRAND else None)

    def enclosed(self, asked: Sequence[Enclosed]) -> tuple[tuple[Attachment, ...], dict[str, int]]:
        """The files that a mail carries, in their order, and the version of each. Raises Invalid `file_unknown`."""
        found: list[Attachment] = []
        versions: dict[str, int] = {}
        for number, one in enumerate(asked):
            known = self.files.get(one.file)
            if known is None:
                text = f'There is no file "{one.file[:60]}"; add it by `loopline file add`.'
                raise Invalid("file_unknown", text, at=f"attachments[{number}].file")
            versions[one.file], file = known
            found.append(
                Attachment(
                    name=file.name, content_type=file.content_type, digest=file.digest, size=file.size, cid=one.cid
                )
            )
        return tuple(found), versions

    def _shelf(self, kind: str) -> Mapping[str, tuple[int, ContentDocument]]:
        shelf: Mapping[str, tuple[int, ContentDocument]] = getattr(self, _SHELVES[kind])
        return shelf
