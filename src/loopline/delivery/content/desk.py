"""What a check asks of those who make content of templates."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from loopline.delivery.content.compose import compose_template
from loopline.delivery.content.lint.fault import LintFault
from loopline.delivery.content.lint.rules import lint_block, lint_brand, lint_template
from loopline.delivery.content.mustache import PARTIAL
from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.content.documents import Block, Brand, Pinned, Template
from loopline.model.content.library import ContentDocument, ContentLibrary
from loopline.model.entry.metric import MetricDocument
from loopline.model.errors import Invalid
from loopline.model.mail.files import File
from loopline.model.nodes.message import Content
from loopline.model.offers.document import Offer
from loopline.model.scoring.documents import Model


class EngineFault(Protocol):
    """What a template engine says of a part."""

    @property
    def code(self) -> str: ...

    @property
    def part(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def line(self) -> int: ...


class ContentMaker:
    """Composes, and checks by the lint rules and by the template engine; `template_faults` asks the engine.

    `kept` is the size of a file by its digest, None for one whose bytes are not there; None: that is not known here.
    """

    def __init__(
        self,
        template_faults: Callable[[Content], Iterable[EngineFault]],
        kept: Callable[[str], int | None] | None = None,
    ) -> None:
        self._template_faults, self._kept = template_faults, kept

    def compose(self, template: Template, overrides: Mapping[str, str], library: ContentLibrary) -> Pinned:
        """What a node with these overrides sends. Raises Invalid."""
        return compose_template(template, overrides, library)

    def faults(self, document: ContentDocument, library: ContentLibrary) -> Iterable[LintFault]:
        """What the engine says of the source as it is written; then what composing, then what the rules say."""
        match document:
            case Template():
                return self._template(document, library)
            case Block():
                return self._block(document, library)
            case Brand():
                return lint_brand(document)
            case Catalog() | Feed() | Offer() | Model() | MetricDocument():
                return ()
            case File():
                return self._file(document)

    def _template(self, template: Template, library: ContentLibrary) -> list[LintFault]:
        sources = {"mjml": template.mjml} | {f"slots.{name}": text for name, text in template.slots.items()}
        language = template.content.language
        found = [fault for at, source in sources.items() for fault in self._written(source, at, language)]
        found += [fault for at, source in sources.items() for fault in lint_block(source, at, whole=at == "mjml")]
        if any(fault.severity == "error" for fault in found):
            return found
        try:
            pinned = compose_template(template, {}, library)
        except Invalid as error:
            return [*found, LintFault(code=error.code, text=error.text, at=error.at or "mjml")]
        told = [
            LintFault(code=one.code, text=one.text, at=_place(one.part, template))
            for one in self._template_faults(pinned.content)
        ]
        return [*found, *told, *lint_template(template, pinned.content, library)]

    def _block(self, block: Block, library: ContentLibrary) -> list[LintFault]:
        written = self._written(block.source, "source")
        if written and not self._written(block.source, "source", "liquid"):
            written = []  # for templates in Liquid; in others their own check tells of it
        found = [*written, *lint_block(block.source, "source")]
        if found:
            return found
        try:
            compose_template(
                Template(id="sample", channel="sms", content=Content(body=f"{{{{> {block.id}}}}}")), {}, library
            )
        except Invalid as error:
            return [LintFault(code=error.code, text=error.text, at="source")]
        return []

    def _file(self, file: File) -> list[LintFault]:
        if self._kept is None or self._kept(file.digest) == file.size:
            return []
        text = "No bytes of this digest and size are kept here; add the file itself by `loopline file add`."
        return [LintFault(code="file_bytes_missing", text=text, at="digest")]

    def _written(self, source: str, at: str, language: str = "") -> list[LintFault]:
        """What the engine says of a source without its blocks, so that its lines are the author's."""
        faults = self._template_faults(Content(text=PARTIAL.sub("", source), language=language))
        return [
            LintFault(
                code=one.code, text=f"{one.text} (line {one.line})" if one.line else one.text, line=one.line, at=at
            )
            for one in faults
        ]


def _place(part: str, template: Template) -> str:
    return "mjml" if part == "html" and template.mjml else f"content.{part.replace('header:', 'headers.')}"
