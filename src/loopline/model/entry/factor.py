"""A factor: what people were when they entered, by which the effect of a journey may differ."""

from typing import Final, Literal, TypeGuard, get_args

from loopline.model.errors import Invalid

FactorKind = Literal["trait", "account", "entry", "segment"]
"""A field of the person or of the account, a property of the event that they entered by, or a segment."""
FACTOR_KINDS: Final = get_args(FactorKind)
PATH_MAX: Final = 200


def read_factor(text: str) -> tuple[FactorKind, str]:
    """The kind and the name of "trait:plan". Raises Invalid `breakdown_invalid`."""
    kind, _, name = text.partition(":")
    if not _is_kind(kind) or not name or len(name) > PATH_MAX or "\0" in name:
        said = 'Break down by "trait:NAME", "account:NAME", "entry:NAME" or "segment:NAME".'
        raise Invalid("breakdown_invalid", said, at="by")
    return kind, name


def _is_kind(text: str) -> TypeGuard[FactorKind]:
    return text in FACTOR_KINDS
