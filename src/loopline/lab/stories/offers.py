"""Offers in a story: opened, with a secret of the story's own, and with the codes that the story gives them."""

from collections.abc import Iterator, Sequence

from loopline.lab.stories.acts import Cast
from loopline.lab.stories.read import Story
from loopline.model.keyed.ledger import offer_key
from loopline.model.keyed.upload import codes_stated
from loopline.model.offers.document import Offer
from loopline.model.signal import Signal
from loopline.model.signals.offers import OfferOpened


def offers_opened(story: Story, cast: Cast) -> Sequence[Signal]:
    """The signals that make the story's offers ready before anything happens."""
    return tuple(_opened(story, cast))


def _opened(story: Story, cast: Cast) -> Iterator[Signal]:
    for one in cast.documents:
        if isinstance(one, Offer):
            key, at = offer_key(one.id), cast.start
            yield OfferOpened(key=key, id=f"{key}/opened", at=at, received_at=at, secret=story.title or one.id)
            yield from codes_stated(one.id, story.codes.get(one.id, ()), at)
