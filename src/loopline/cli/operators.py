"""`loopline operators`: the way in for whoever runs the machine, whether or not the folder is being served."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from loopline.cli.keys import opened_studio_store
from loopline.logs import set_up_logs
from loopline.runtime.clock import SystemClock
from loopline.studio.access.roles import role_named
from loopline.studio.access.roster import Roster

AUTHOR: Final = "command line"
PASSWORD_BYTES: Final = 15


def show_operators(data: Path, *, as_json: bool) -> None:
    """Print every operator."""
    with _roster(data) as roster:
        lines = roster.listing()
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(lines)).decode())
        return
    for one in lines.operators:
        since = datetime.fromtimestamp(one.created_at / 1000, UTC).date()
        print(f"{one.email}  {one.name}  {one.role}  since {since}  signed in {one.sessions} times")


def add(data: Path, email: str, name: str, role: str, *, from_input: bool) -> None:
    """Add an operator and print the password that was made. Raises Invalid `role_unknown`."""
    password = _password(from_input=from_input)
    with _roster(data) as roster:
        roster.add(email, name, password, AUTHOR, role_named(role))
    _tell(password, from_input=from_input)


def set_role(data: Path, email: str, role: str, sees_people: bool | None) -> None:
    """Give an operator another role. Raises Invalid `role_unknown`, Conflict `owner_last`."""
    with _roster(data) as roster:
        roster.set_role(email, role_named(role), sees_people, AUTHOR)


def drop_operator(data: Path, email: str) -> None:
    """Take an operator's access away."""
    with _roster(data) as roster:
        roster.drop(email, AUTHOR)


def reset_password(data: Path, email: str, *, from_input: bool) -> None:
    """Set a password, end the sessions, and print the password that was made."""
    password = _password(from_input=from_input)
    with _roster(data) as roster:
        roster.set_password(email, password, AUTHOR)
    _tell(password, from_input=from_input)


def end_sessions(data: Path, email: str) -> None:
    """End an operator's sessions."""
    with _roster(data) as roster:
        print(f"{roster.end_sessions(email, AUTHOR)} sessions ended.")


def _password(*, from_input: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if from_input else secrets.token_urlsafe(PASSWORD_BYTES)


def _tell(password: str, *, from_input: bool) -> None:
    if not from_input:
        print(password)


@contextmanager
def _roster(data: Path) -> Iterator[Roster]:
    set_up_logs("info")
    with opened_studio_store(data) as store:
        yield Roster(store.operators, SystemClock().now)
