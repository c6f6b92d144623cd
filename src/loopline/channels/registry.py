"""Every channel, one line each."""

from typing import Final

from loopline.channels.sandbox import Sandbox
from loopline.channels.smtp import Smtp
from loopline.channels.webhook import Webhook

CHANNELS: Final[dict[str, type[Smtp] | type[Sandbox] | type[Webhook]]] = {
    Smtp.name: Smtp,
    Sandbox.name: Sandbox,
    Webhook.name: Webhook,
}
