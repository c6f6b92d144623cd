"""Every channel, one line each."""

from typing import Final

from loopline.providers.email.smtp import Smtp
from loopline.providers.sandbox import Sandbox
from loopline.providers.webhook.webhook import Webhook

CHANNELS: Final[dict[str, type[Smtp] | type[Sandbox] | type[Webhook]]] = {
    Smtp.name: Smtp,
    Sandbox.name: Sandbox,
    Webhook.name: Webhook,
}
