"""A second opinion on who may be mailed where, from the promises of ADR 0047 alone: no code of the product is asked.

What the promises leave open (two words that cross on their way, a merge under way) is decided twice: `must_not` counts
a refusal only where it surely holds, `may` a permission only where it surely does. Between them both answers are right.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

HARD = ("bounced", "complained", "manual")
TOPICS = ("", "news")


class Word(Struct):
    """Something that was said at `at`; `sure`: this address, or this person, heard of it for certain.

    `settled`: all was at rest since, so everybody knows. `joined`: how many ids had become hers by then. `lifted`: an
    operator may have ended it, `surely`: has.
    """

    name: str
    allowed: bool
    at: int
    sure: bool = True
    settled: bool = False
    joined: int = 0
    lifted: bool = False
    surely: bool = False


class Lift(Struct):
    """An operator's lift of an address at `at`."""

    address: str
    at: int
    settled: bool = False


def alike(address: str) -> str:
    """All spellings that these worlds use of one address."""
    return address.strip().lower()


class AddressOracle:
    """Reads what is accepted, in its order."""

    def __init__(self) -> None:
        self._words: dict[str, list[Word]] = {}
        self._own: dict[str, list[Word]] = {}
        self._lifts: list[Lift] = []
        self._into: dict[str, str] = {}
        self._now_at: dict[str, set[str]] = {}
        self._merges: dict[str, int] = {}
        self._is_settled = True
        self._merging: set[str] = set()

    def root(self, key: str) -> str:
        """The name of all who are one with this person."""
        while key in self._into:
            key = self._into[key]
        return key

    def rested(self) -> None:
        """Everything that was accepted has been decided and told by now."""
        for word in self._all_words():
            word.settled = True
        for lift in self._lifts:
            lift.settled = True
        self._is_settled = True
        self._merging.clear()

    def moved(self, key: str, address: str) -> None:
        """The person has this address now; the first one takes her own refusals over."""
        root, text = self.root(key), alike(address)
        places = self._now_at.setdefault(root, set())
        if not places:
            for word in list(self._own.get(root, ())):
                newest = self._newest(root, word.name)
                if newest is word and not word.allowed:
                    self._at(text, _refusal(word.name), allowed=False, at=word.at, sure=not self._merges.get(root))
        certain = not self._merges.get(root) or self._is_settled
        self._now_at[root] = {text} if certain else {*places, text}
        for lift in self._lifts:
            if lift.address == text and not lift.settled:
                self._end_own(root, lift.at)
        self._is_settled = False

    def said(self, key: str, topic: str, *, allowed: bool, at: int, address: str = "", old: str = "") -> None:
        """The person's own word, from this address (an answer) or from none; `old` is that of a mail she had."""
        root = self.root(key)
        self._own_word(root, topic, allowed=allowed, at=at)
        if address:
            self._at(alike(address), _refusal(topic), allowed=allowed, at=at)
        else:
            self._told_her_address(root, _refusal(topic), allowed=allowed, at=at, beside=old)
        if old:
            self._at(alike(old), _refusal(topic), allowed=allowed, at=at)
        self._is_settled = False

    def bounced(self, address: str, at: int) -> None:
        """Mail to it came back: the address alone."""
        self.of_address(address, "bounced", at=at)

    def complained(self, key: str, address: str, at: int) -> None:
        """Nothing goes there any more, nor to her present address; and she wants no marketing anywhere."""
        self._own_word(self.root(key), "", allowed=False, at=at)
        self.of_address(address, "complained", at=at)
        self._told_her_address(self.root(key), "complained", allowed=False, at=at, beside=address)

    def of_address(self, address: str, name: str, *, at: int) -> None:
        """An operator's word, or that of an address which nobody has."""
        self._at(alike(address), name, allowed=False, at=at)
        self._is_settled = False

    def lifted(self, address: str, at: int) -> None:
        """An operator ended all that was said before, of the address and by those whose present address it is."""
        text = alike(address)
        self._lifts.append(Lift(text, at))
        for root, places in self._now_at.items():
            if text in places:
                self._end_own(root, at)
                if self._is_settled and places == {text}:
                    for word in self._own.get(root, ()):
                        word.surely |= word.at <= at and not word.allowed
        self._is_settled = False

    def merged(self, key: str, other: str) -> None:
        """Two people are one: the refusals of both hold."""
        one, two = self.root(key), self.root(other)
        if one == two:
            return
        self._into[two] = one
        self._merging.add(one)
        self._own.setdefault(one, []).extend(self._own.pop(two, []))
        for word in self._own[one]:
            word.settled = False  # of the other one it is known when both are one
        self._now_at[one] = {*self._now_at.get(one, ()), *self._now_at.pop(two, ())}
        self._merges[one] = self._merges.get(one, 0) + self._merges.pop(two, 0) + 1
        for lift in self._lifts:
            if lift.address in self._now_at[one]:
                self._end_own(one, lift.at)
        self._is_settled = False

    def places(self, key: str) -> set[str]:
        """Where she may be reached."""
        return self._now_at.get(self.root(key), set())

    def must_not(self, key: str, address: str, *, transactional: bool) -> str:
        """Why nothing of this kind may leave for her at this address, whatever is still on its way; "": it may."""
        text, root = alike(address), self.root(key)
        for name in HARD if transactional else (*HARD, *map(_refusal, TOPICS)):
            if self._surely_refused(text, name):
                return f"{text} is {name}"
        for topic in () if transactional else TOPICS:
            words = [word for word in self._own.get(root, ()) if word.name == topic]
            for word in words:
                stands = not word.allowed and word.settled and not word.lifted
                if stands and not any(_undoes(other, word) for other in words):
                    return f"{root} refused {topic or 'all'}"
        return ""

    def may(self, key: str, address: str, *, transactional: bool) -> bool:
        """Whether this has to arrive, when all is at rest."""
        text, root = alike(address), self.root(key)
        names = HARD if transactional else (*HARD, *map(_refusal, TOPICS))
        if any(self._perhaps_refused(text, name) for name in names):
            return False
        return transactional or not any(self._perhaps_unwanted(root, topic) for topic in TOPICS)

    def _perhaps_unwanted(self, root: str, topic: str) -> bool:
        words = [word for word in self._own.get(root, ()) if word.name == topic]
        refusals = [word for word in words if not word.allowed and not word.surely]
        if not refusals:
            return False
        newest = max(word.at for word in refusals)
        merges = self._merges.get(root, 0)
        return not any(
            word.allowed and word.at > newest and word.joined == merges and word.at >= max(one.at for one in words)
            for word in words
        )

    def _surely_refused(self, text: str, name: str) -> bool:
        words = [word for word in self._words.get(text, ()) if word.name == name]
        return any(
            not word.allowed
            and word.settled
            and word.sure
            and not any(lift.address == text and lift.at >= word.at for lift in self._lifts)
            and not any(other.allowed and other.at > word.at for other in words)
            for word in words
        )

    def _perhaps_refused(self, text: str, name: str) -> bool:
        words = [word for word in self._words.get(text, ()) if word.name == name]
        return any(
            not word.allowed
            and not any(lift.address == text and lift.at > word.at for lift in self._lifts)
            and not any(other.allowed and other.sure and other.at > word.at for other in words)
            for word in words
        )

    def _own_word(self, root: str, topic: str, *, allowed: bool, at: int) -> None:
        word = Word(topic, allowed, at, joined=-1 if root in self._merging else self._merges.get(root, 0))
        self._own.setdefault(root, []).append(word)
        for lift in self._lifts:
            word.lifted |= at <= lift.at and lift.address in self._now_at.get(root, ())

    def _told_her_address(self, root: str, name: str, *, allowed: bool, at: int, beside: str) -> None:
        places = sorted(self._now_at.get(root, ()))
        for text in places:
            if text != alike(beside):
                self._at(text, name, allowed=allowed, at=at, sure=len(places) == 1 and root not in self._merging)

    def _at(self, text: str, name: str, *, allowed: bool, at: int, sure: bool = True) -> None:
        self._words.setdefault(text, []).append(Word(name, allowed, at, sure))

    def _newest(self, root: str, name: str) -> Word | None:
        found: Word | None = None
        for word in self._own.get(root, ()):
            if word.name == name and (found is None or word.at >= found.at):
                found = word
        return found

    def _end_own(self, root: str, at: int) -> None:
        for word in self._own.get(root, ()):
            word.lifted |= word.at <= at and not word.allowed

    def _all_words(self) -> Iterator[Word]:
        lists: Iterable[list[Word]] = (*self._words.values(), *self._own.values())
        for words in lists:
            yield from words


def _undoes(other: Word, word: Word) -> bool:
    """Whether a refusal is older than something that she said since, be it that a lift ended that too."""
    return (other.allowed and other.at >= word.at) or (other.lifted and other.at > word.at)


def _refusal(topic: str) -> str:
    return f"unsubscribed:{topic}" if topic else "unsubscribed"
