"""An alarm as a POST of JSON by our own guarded client, in the shape that Slack's incoming webhooks take."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from msgspec import json

from loopline.providers.http_client import HttpClient, Lost, NotSent

SECONDS: Final = 10.0
PRIVATE: Final = "it is inside our own network; LOOPLINE_ALLOW_PRIVATE_WEBHOOKS would let it be told"


class HookTeller:
    """Posts `{"text", "title", "body"}`: chats show `text`, programs read the other two. Redirects are not followed."""

    def __init__(self, name: str, url: str, *, allow_private: bool) -> None:
        self.name: Final = name
        self._url, self._allow_private = url, allow_private

    async def tell(self, title: str, text: str) -> str:
        """Why it was not told; no word of the service's answer, which may repeat the address."""
        client = HttpClient(allow_private=self._allow_private, connections=1, timeout_seconds=SECONDS)
        await client.open()
        try:
            parts = urlsplit(self._url)
            url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
            answer = await client.post(url, [("Content-Type", "application/json")], json.encode(_body(title, text)))
        except ValueError:
            return "its URL is none that can be called"
        finally:
            await client.close()
        match answer:
            case NotSent(private=True):
                return PRIVATE
            case NotSent():
                return "nobody could be reached there"
            case Lost():
                return "it took the alarm and said nothing"
            case _ if 200 <= answer.status < 300:
                return ""
            case _:
                return f"it answered {answer.status}"


def _body(title: str, text: str) -> Mapping[str, str]:
    return {"text": f"{title}\n{text}", "title": title, "body": text}
