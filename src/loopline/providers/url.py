"""The URL that sets a provider up, taken apart: host, login and options, none of which is ever shown."""

import re
from typing import Final, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from loopline.model.errors import Invalid
from loopline.providers.guarded_network import is_public

SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]{0,39}):")
Choice = TypeVar("Choice", bound=str)

HOST_NAME: Final = re.compile(r"[a-z0-9.-]+")


def scheme_of(url: str) -> str:
    """The scheme of a URL, "" when it has none."""
    found = SCHEME.match(url)
    return found.group(1) if found else ""


def reachable(public_url: str) -> bool:
    """Whether the internet could call this address."""
    host = urlsplit(public_url).hostname or ""
    if ":" in host or host.replace(".", "").isdigit():
        return is_public(host)
    return "." in host and not host.endswith(".localhost")


def hook_url(public_url: str, scheme: str) -> str:
    """The address at which a provider of this scheme calls us; "" where it could not reach us anyway."""
    return f"{public_url}/hooks/{scheme}" if reachable(public_url) else ""


class ProviderUrl:
    """`scheme://login:password@host:port/path?option=value`. Errors show `example` and repeat nothing that was given.

    Each option is asked for by name; `done` then refuses those that nobody asked for.
    """

    def __init__(self, url: str, example: str) -> None:
        self._example = example
        try:
            parts = urlsplit(url)
            self.port, self.host = parts.port, parts.hostname or ""
            self._options = dict(parse_qsl(parts.query, keep_blank_values=True))
        except ValueError:
            raise self.wrong() from None  # urlsplit's own words repeat what was given
        if parts.fragment:  # a # in a password, or options that would be lost behind one
            raise self.wrong()
        self.scheme, self.path = parts.scheme, unquote(parts.path)
        self.login, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self._known: list[str] = []

    def __repr__(self) -> str:
        return f"ProviderUrl({self.scheme}://...)"

    def wrong(self) -> Invalid:
        """The error of a URL that does not have the form of the example."""
        return Invalid(
            "provider_url_invalid", f"This is not how the provider's URL is written; write it as {self._example}"
        )

    def text(self, name: str, default: str = "") -> str:
        """An option in free words."""
        self._known.append(name)
        return self._options.get(name, default)

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """An option that is a whole number. Raises Invalid `provider_option_invalid`."""
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
            raise self._option_wrong(name, f"a whole number from {least} to {most}")
        return int(text)

    def choice(self, name: str, choices: tuple[Choice, ...], default: Choice) -> Choice:
        """An option that is one of a few words. Raises Invalid `provider_option_invalid`."""
        text = self.text(name, default)
        found = next((choice for choice in choices if choice == text), None)
        if found is None:
            raise self._option_wrong(name, f"one of {', '.join(choices)}")
        return found

    def done(self) -> None:
        """Raises Invalid `provider_option_unknown` when an option is left that was not asked for.

        It is not named: of a password with a `?` in it, its rest would be taken for the name of an option.
        """
        if self._options.keys() - set(self._known):
            known = (
                f"take one of {', '.join(sorted(set(self._known)))}" if self._known else "leave it out, for it has none"
            )
            text = f"The {self.scheme} URL has an option that {self.scheme} does not know; {known}. {self._escape()}"
            raise Invalid("provider_option_unknown", text)

    def _option_wrong(self, name: str, wanted: str) -> Invalid:
        return Invalid("provider_option_invalid", f"Correct {name} in the {self.scheme} URL: it is {wanted}.")

    def _escape(self) -> str:
        return "A sign such as ? or # in a password is written as %3F or %23."


def service_host(given: ProviderUrl, usual: str) -> str:
    """The address that the URL's host stands for, `usual` where it names none. Raises Invalid."""
    host = given.host or usual
    if not HOST_NAME.fullmatch(host):
        raise given.wrong()
    return f"https://{host}:{given.port}" if given.port else f"https://{host}"
