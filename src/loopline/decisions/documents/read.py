"""Documents in and out: YAML or JSON text to frozen structs, with faults that say where and what next."""

import json
import math
from difflib import get_close_matches
from inspect import cleandoc
from typing import Any, Final, TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from loopline.decisions.documents.faults import as_invalid, show_path
from loopline.decisions.documents.yaml import DEPTH_MAX, KEY_LONGEST, read_yaml, write_yaml
from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.content.documents import Block, Brand, Template
from loopline.model.entry.metric import MetricDocument
from loopline.model.errors import Invalid
from loopline.model.journey import Document, Journey, Segment, Workspace
from loopline.model.mail.files import File
from loopline.model.offers.document import Offer
from loopline.model.scoring.documents import Model

BYTES_MAX: Final = 512 * 1024
NODES_MAX: Final = 1_000
WHOLE_MAX: Final = 2**63
KINDS: Final[dict[str, type[Document]]] = {
    "journey": Journey,
    "segment": Segment,
    "workspace": Workspace,
    "template": Template,
    "block": Block,
    "brand": Brand,
    "catalog": Catalog,
    "feed": Feed,
    "file": File,
    "offer": Offer,
    "model": Model,
    "metric": MetricDocument,
}
D = TypeVar("D", bound=Document)
_Place: TypeAlias = "tuple[_Place, str | int] | None"
SCHEMA_ID: Final = "urn:loopline:document"
# What people read first stands first; fields that are not named here follow in the order of the struct.
HEAD_FIELDS: Final = (
    "kind",
    "id",
    "name",
    "description",
    "hypothesis",
    "owner",
    "programme",
    "priority",
    "exclusive",
    "unit",
)
RULE_FIELDS: Final = (
    *("entry", "exits", "goal", "metrics", "factors", "holdout"),
    *("quiet_hours", "hold", "planned_end", "planned_units"),
)
JOURNEY_FIELDS: Final = (*HEAD_FIELDS, *RULE_FIELDS, "start", "nodes", "canvas")


def read_document(text: str | bytes, name: str = "") -> Document:
    """The document in a YAML or JSON text of at most 512 KB; `name` is the file's name, for the faults.

    Raises Invalid with a stable code, and nothing else; `at` is the path of the place ("nodes.push.then") and the text
    names the line.
    """
    try:
        raw, lines = _parse(_decoded(text))
        return _built(raw, lines)
    except Exception as error:
        fault = error if isinstance(error, Invalid) else unreadable(error)
        raise Invalid(fault.code, f"{name}: {fault.text}" if name else fault.text, at=fault.at) from None


def unreadable(error: Exception) -> Invalid:
    """A fault of ours: it must cost this document alone."""
    text = (
        f"Loopline failed to read this document ({type(error).__name__}); correct what looks odd in it, or report it."
    )
    return Invalid("document_unreadable", text)


def build_document(raw: object) -> Document:
    """The document of plain values, such as a JSON body that was read already. Raises Invalid as `read_document`."""
    try:
        return _built(raw, {})
    except Invalid:
        raise
    except Exception as error:
        raise unreadable(error) from None


def write_document(document: Document) -> str:
    """Canonical YAML: defaults left out, fields in reading order; it reads back to the same document."""
    return write_yaml(to_plain(document))


def to_plain(document: Document) -> dict[str, Any]:
    """The document as JSON values as an author writes it: defaults and pins left out, fields in reading order."""
    plain: dict[str, Any] = _plain(without_pins(document))
    if isinstance(document, Journey):
        plain = {key: plain[key] for key in JOURNEY_FIELDS if key in plain} | plain
    return plain


def without_pins(document: D) -> D:
    """The document as its author wrote it: what a publish pins is no author's to write."""
    if isinstance(document, Journey) and (document.pins or document.pinned_metrics):
        return msgspec.structs.replace(document, pins={}, pinned_metrics={})
    return document


def schema() -> dict[str, Any]:
    """The JSON schema of every document, for editors that complete and check while people type."""
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Document)))
    for part in made["$defs"].values():  # Python 3.13 has taken the indentation from docstrings, and others have not
        if "description" in part:
            part["description"] = cleandoc(part["description"])
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, "title": "Loopline document"}
    return head | made


def _decoded(text: str | bytes) -> str:
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > BYTES_MAX:
        raise Invalid("document_too_large", f"This is {size:,} bytes; a document may have {BYTES_MAX:,}. Split it up.")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Invalid(
                "document_encoding", f"Byte {error.start} is no UTF-8; save the file with the encoding UTF-8."
            ) from None
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Invalid("document_empty", "There is nothing in this document; begin it with `kind: journey`.")
    return text


def _parse(text: str) -> tuple[Any, dict[str, int]]:
    if text.lstrip()[0] not in "{[":
        return read_yaml(text)
    try:
        return _parse_json(text), {}
    except json.JSONDecodeError as error:
        if text.lstrip()[1:].lstrip()[:1] not in '"]}[{':
            return read_yaml(text)  # YAML in its one-line form, {id: a}, begins like JSON
        raise Invalid("document_syntax", f"This is no JSON: {error.msg} (line {error.lineno}).") from None


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a whole number of more than 4,300 digits
        raise Invalid("number_out_of_range", "A number has too many digits; write it as a text.") from None
    except RecursionError:
        raise Invalid("document_too_deep", f"Nested more than {DEPTH_MAX} levels deep; make it flatter.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise Invalid(
                "key_duplicate", f'"{key[:80]}" is written twice in one object; keep one of the two.', at=key[:80]
            )
        made[key] = value
    return made


def _refuse_constant(name: str) -> None:
    raise Invalid("number_out_of_range", f"{name} is no number that a document can hold.")


def _built(raw: object, lines: dict[str, int]) -> Document:
    if not isinstance(raw, dict):
        raise Invalid("document_kind", "A document is a group of fields; begin it with `kind: journey`.")
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Invalid("document_kind", _kind_text(kind), at="kind")
    _check_values(raw)
    nodes = raw.get("nodes")
    if isinstance(nodes, dict) and len(nodes) > NODES_MAX:
        text = f"This journey has {len(nodes):,} nodes; at most {NODES_MAX:,} fit. Hand over to a second journey."
        raise Invalid("nodes_too_many", text, at="nodes")
    try:
        document = msgspec.convert(raw, KINDS[kind])
    except msgspec.ValidationError as error:
        raise as_invalid(raw, KINDS[kind], str(error), lines) from None
    return without_pins(document)


def _kind_text(kind: object) -> str:
    if kind is None:
        return "Say what this document is: begin it with `kind: journey`, `kind: segment` or `kind: workspace`."
    near = get_close_matches(str(kind)[:40], KINDS, n=1)
    more = f' Did you mean "{near[0]}"?' if near else ""
    return f'"{str(kind)[:40]}" is no kind of document; use {", ".join(KINDS)}.{more}'


def _check_values(raw: dict[str, Any]) -> None:
    """Bounds that hold for YAML, JSON and plain values alike: depth, readable texts, numbers that a store can hold."""
    level: list[tuple[_Place, Any]] = [(None, raw)]
    for _depth in range(DEPTH_MAX):
        below: list[tuple[_Place, Any]] = []
        for place, value in level:
            for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(value, dict):
                    _check_key(place, key)
                if isinstance(inner, dict | list | tuple):
                    below.append(((place, key), inner))
                else:
                    _check_value((place, key), inner)
        if not below:
            return
        level = below
    raise Invalid("document_too_deep", f"Nested more than {DEPTH_MAX} levels deep; make it flatter.")


def _check_key(place: _Place, key: object) -> None:
    if not isinstance(key, str):
        raise Invalid(
            "field_type", f"The field name {str(key)[:40]} must be a text: put it in quotes.", at=_path(place)
        )
    if len(key) > KEY_LONGEST:
        raise Invalid("key_too_long", f"A field name may have {KEY_LONGEST} characters.", at=_path(place))
    _check_value(place, key)


def _check_value(place: _Place, value: object) -> None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            text = "This text holds half of a character (a lone surrogate); type the character again."
            raise Invalid("text_unreadable", text, at=_path(place)) from None
    elif isinstance(value, float) and not math.isfinite(value):
        raise Invalid("number_out_of_range", "Write a finite number here.", at=_path(place))
    elif isinstance(value, int) and not -WHOLE_MAX <= value < WHOLE_MAX:
        text = "This whole number has too many digits; write it as a text."
        raise Invalid("number_out_of_range", text, at=_path(place))


def _path(place: _Place) -> str:
    steps: list[str | int] = []
    while place is not None:
        place, key = place
        steps.insert(0, key)
    return show_path(steps)


def _plain(value: Any) -> Any:
    """Structs to dicts, default by default left out (msgspec compares structs by identity and keeps empty ones)."""
    if isinstance(value, Struct):
        config = value.__struct_config__
        made: dict[str, Any] = {str(config.tag_field): config.tag} if config.tag_field else {}
        for field in msgspec.structs.fields(value):
            inner = getattr(value, field.name)
            if field.required or inner != _default(field):
                made[field.encode_name] = _plain(inner)
        return made
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default_factory() if callable(field.default_factory) else field.default
