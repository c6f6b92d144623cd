"""The engine that renders messages, with what they look up."""

from collections.abc import Callable

from loopline.decisions.published import PublishedSet
from loopline.providers.lookups.feed_client import FeedClient
from loopline.providers.lookups.lookup_engine import LookupEngine
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.settings import Settings
from loopline.storage.sql.studio import StudioStore


def lookup_engine(
    settings: Settings,
    store: StudioStore,
    published: Callable[[], PublishedSet],
    on_error: Callable[[BaseException], None],
) -> LookupEngine:
    """The engine of a data folder; feeds are asked as webhooks are called."""
    secrets = {name: secret.get_secret_value() for name, secret in settings.feed_secrets.items()}
    feeds = FeedClient(allow_private=settings.allow_private_webhooks, secrets=secrets)
    return LookupEngine(TemplateEngine(on_error=on_error), store.catalogs, feeds, lambda: published().content)
