"""The process that tells one alarm by Apprise: it reads it, tells it, prints one word, and ends."""

import sys
from typing import Final

import msgspec

from loopline.providers.alarms.apprise_call import AppriseCall, AppriseResult
from loopline.providers.guarded_network import is_public

CONNECTING: Final = ("socket.connect", "socket.sendto", "socket.sendmsg")
STARTING: Final = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.spawn")
BYTES_MAX: Final = 64 * 1024


class ConnectionGuard:
    """Sees each connection before it is made, with the address that the name led to; `refused`: it has stopped one."""

    def __init__(self) -> None:
        self.refused = False

    def __call__(self, event: str, given: tuple[object, ...]) -> None:
        """An audit hook, which nothing can take away again. Raises PermissionError for what is not to be."""
        if event in CONNECTING and not _may_be_reached(given[1]):
            self.refused = True
            raise PermissionError("an address of our own network")
        if event in STARTING:
            raise PermissionError("an alarm starts no program")


def _may_be_reached(address: object) -> bool:
    """`address` is as the socket takes it: a path is of this machine, None that of a socket which was connected."""
    if address is None:
        return True
    return isinstance(address, tuple) and bool(address) and is_public(str(address[0]))


def tell_by_apprise(call: AppriseCall) -> AppriseResult:
    """Tell it."""
    try:
        from apprise import Apprise
    except ImportError:
        return "missing"
    guard = ConnectionGuard()
    service = Apprise()
    if not service.add(call.url):
        return "unreadable"
    if not call.allow_private:
        sys.addaudithook(guard)
    if service.notify(title=call.title, body=call.text):
        return "told"
    return "private" if guard.refused else "refused"


def tell_alarm() -> None:
    """Standard input holds the alarm, standard output the result; whatever else is written goes nowhere."""
    call = msgspec.json.decode(sys.stdin.buffer.read(BYTES_MAX), type=AppriseCall)
    answer = sys.stdout
    sys.stdout = sys.stderr
    result = tell_by_apprise(call)
    answer.write(msgspec.json.encode(result).decode())


if __name__ == "__main__":
    tell_alarm()
