"""A model as a document: what it foretells, of whom, by what, who answers for it, and how far it is let."""

from typing import Annotated, Final, Literal, get_args

from msgspec import Struct

from loopline.model.channels import ChannelName
from loopline.model.choices import one_of

Stage = Literal["shadow", "tenth", "full"]
"""How far a model is let: it is only watched, it scores one in ten people, or all."""
STAGES: Final = get_args(Stage)


class ModelLabel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is foretold: that a person does this event within the time, or (`absent`) that she does not."""

    event: str = ""
    within: str = "30d"
    absent: bool = False


class ModelFeatures(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What it is foretold by, always as of a moment before. Without names: the commonest events, and all traits.

    Of each event are counted its times in each of the `windows` and how long ago the last one was; `sums` add up a
    property, as in "order.total".
    """

    events: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    windows: tuple[str, ...] = ("7d", "30d", "90d")


class ModelHours(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The hours of the week at which people click what was sent by a channel ("": any), of those who have the same in
    the trait `by` (""; all alike)."""

    by: str = ""
    channel: Annotated[str, one_of(ChannelName, or_blank=True)] = ""


class Model(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="model", tag_field="kind"
):
    """A model that learns from what people did and scores them; conditions ask for it as score("id").

    `audience` is whom it is about, `consent` what they have to have agreed to ("email" or "email:topic"), `forbidden`
    the traits that it must not see. Where it is not trusted, has expired, or is not let so far, `fallback` (a
    condition) answers in its place with 1 or 0; without one there is no score then. With `hours` it foretells no event
    but the hours at which each clicks best, which waits ask for.
    """

    id: str
    label: ModelLabel = ModelLabel()
    hours: ModelHours | None = None
    name: str = ""
    description: str = ""
    owner: str = ""
    audience: str = ""
    consent: str = ""
    features: ModelFeatures = ModelFeatures()
    forbidden: tuple[str, ...] = ()
    expires: str = ""
    train_every: str = "30d"
    score_every: str = "1d"
    valid_for: str = "7d"
    stage: Annotated[str, one_of(Stage)] = "shadow"
    fallback: str = ""
    archived: bool = False
