"""The templates, blocks, brands, catalogs and feeds that are published, each in its newest version."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.content.documents import BRAND, Block, Brand, Template

ContentDocument: TypeAlias = Template | Block | Brand | Catalog | Feed
CONTENT_KINDS: Final = ("template", "block", "brand", "catalog", "feed")


class ContentLibrary(Struct, frozen=True, kw_only=True):
    """Each by its id, with its version."""

    templates: Mapping[str, tuple[int, Template]] = {}
    blocks: Mapping[str, tuple[int, Block]] = {}
    brands: Mapping[str, tuple[int, Brand]] = {}
    catalogs: Mapping[str, tuple[int, Catalog]] = {}
    feeds: Mapping[str, tuple[int, Feed]] = {}

    def with_document(self, document: ContentDocument, version: int = 0) -> "ContentLibrary":
        """The library in which this is the newest version."""
        match document:
            case Template():
                return replace(self, templates={**self.templates, document.id: (version, document)})
            case Block():
                return replace(self, blocks={**self.blocks, document.id: (version, document)})
            case Brand():
                return replace(self, brands={**self.brands, document.id: (version, document)})
            case Catalog():
                return replace(self, catalogs={**self.catalogs, document.id: (version, document)})
            case Feed():
                return replace(self, feeds={**self.feeds, document.id: (version, document)})

    def newest(self, kind: str, name: str) -> tuple[int, ContentDocument] | None:
        """The newest version of a document of these kinds; None when it is not published."""
        match kind:
            case "template":
                return self.templates.get(name)
            case "block":
                return self.blocks.get(name)
            case "catalog":
                return self.catalogs.get(name)
            case "feed":
                return self.feeds.get(name)
            case _:
                return self.brands.get(name)

    def brand_of(self, template: Template) -> tuple[int, Brand] | None:
        """The brand of a template, or that of the house when none is published; None: it names an unknown one."""
        name = template.brand or BRAND
        return self.brands.get(name) or ((0, Brand()) if name == BRAND else None)
