"""Runs one world on the production loop: time moves, signals come, messages go, and sometimes the process dies."""

from typing import Final, get_args

from msgspec import Struct

from loopline.lab.simulator.carriers.books import Books
from loopline.lab.simulator.facts import OUTGOING, RecordedFact, read_facts
from loopline.lab.simulator.faults import Crash, FaultPlan, FaultyLog, FaultyState
from loopline.lab.simulator.gaps import GappedLog
from loopline.lab.simulator.oracle import Oracle
from loopline.lab.simulator.outside.surroundings import FAR, Surroundings
from loopline.lab.simulator.worlds import START, World
from loopline.lab.virtual_time import Stores, Virtual
from loopline.model.errors import Conflict
from loopline.model.message import MessageStatus
from loopline.model.records import OutboxRow, Record, StoredDocument, Transaction
from loopline.model.signal import Signal
from loopline.ports import Log

ROUNDS_MAX: Final = 1_000
ALL: Final = 1_000_000
AGAIN_MAX: Final = 50
STATUSES: Final = get_args(MessageStatus)
HOT_PEOPLE: Final = 16
"""So few that most people sleep between their signals, or are read again."""


class PlayedWorld(Struct, frozen=True):
    """A world that has run to its end. `commits` are (log position, time), `lines` the facts as stored."""

    world: World
    facts: list[RecordedFact]
    lines: bytes
    signals: list[Signal]
    commits: list[tuple[int, int]]
    records: list[Record]
    documents: list[StoredDocument]
    outbox: dict[str, OutboxRow]
    taken: dict[str, list[int]]
    oracle: Oracle
    books: Books
    breaches: list[str]
    crashes: int
    virtual: Virtual


def run_world(world: World, fault_plan: FaultPlan, stores: Stores) -> PlayedWorld:
    """The world from its first signal to its last wake-up."""
    runner = WorldRunner(world, fault_plan, stores)
    runner.live()
    return runner.played()


class WorldRunner:
    """The virtual engine, and what is around it."""

    def __init__(self, world: World, fault_plan: FaultPlan, stores: Stores) -> None:
        self._world, self._fault_plan = world, fault_plan
        log, self._state = stores()
        self._log: Log = GappedLog(log, fault_plan.gap) if fault_plan.has_gaps else log
        self._oracle = Oracle()
        self._breaches: list[str] = []
        self._commits: list[tuple[int, int]] = []
        self._around = Surroundings(world, fault_plan, self._check, self._counts)
        self._pruned: dict[str, OutboxRow] = {}
        self._trimmed = faulty = FaultyLog(self._log, fault_plan)
        state = FaultyState(self._state, fault_plan, self._on_commit)
        self._down, self._again = False, 0
        self._virtual = self._opened(faulty, state)

    def _opened(self, log: FaultyLog, state: FaultyState) -> Virtual:
        while True:
            try:
                step_bytes, members = self._fault_plan.step_bounds()
                return Virtual(
                    log,
                    state,
                    next(iter(self._around.providers.values())),
                    START,
                    batch_max=self._fault_plan.batch_max(),
                    step_bytes=step_bytes,
                    members_at_once=members,
                    hot_people=HOT_PEOPLE,
                    budget=self._fault_plan.budget(),
                    writer=self._fault_plan.writer(),
                    carriers=self._around.carriers,
                )
            except Crash:
                continue

    def live(self) -> None:
        """Everything in its order; what is due by time comes before what arrives at the same moment."""
        while True:
            moment = self._virtual.next_moment()
            first = self._around.first_at()
            if min(FAR if moment is None else moment, first) > self._world.end:
                return
            if moment is not None and moment <= first:
                self._pass_time(moment)
                continue
            at, batch = self._around.next_batch()
            self._virtual.clock.move_to(at)
            self._append(batch, at)

    def _pass_time(self, moment: int) -> None:
        self._again = self._again + 1 if moment <= self._virtual.clock.now() else 0
        if self._again > AGAIN_MAX:
            raise Conflict("restless", f"something is due since {moment}, and nobody takes it")
        self._virtual.clock.move_to(moment)
        self._settle()

    def played(self) -> PlayedWorld:
        """The finished world."""
        self._read_up_to(self._log.end())
        chunks = self._state.chunks(0, ALL)
        lines = b"".join(text for _, text in chunks)
        facts = read_facts.decode_lines(lines)
        signals = [signal for entry in self._log.read(0, ALL) for signal in entry.signals if signal is not None]
        keys = [fact.key for fact in facts if fact.kind in OUTGOING]
        return PlayedWorld(
            world=self._world,
            facts=facts,
            lines=lines,
            signals=signals,
            commits=self._commits,
            records=self._state.scan("", ALL),
            documents=self._state.documents(),
            outbox=self._pruned | self._state.messages(sorted({*keys, *self._around.books.asked})),
            taken=self._around.books.taken,
            oracle=self._oracle,
            books=self._around.books,
            breaches=self._breaches,
            crashes=self._fault_plan.crashes,
            virtual=self._virtual,
        )

    def _on_commit(self, transaction: Transaction) -> None:
        self._commits.append((transaction.position, transaction.now))

    def _append(self, batch: tuple[Signal, ...], at: int) -> None:
        """As a client does it: again and again until the answer says that the signals are safe."""
        while True:
            try:
                self._virtual.log.append([batch])
                break
            except Crash:
                continue
        self._settle()
        self._around.perhaps_again(batch, at, self._fault_plan)

    def _settle(self) -> None:
        """Decide and send until nothing is left; after a crash begin again as the server does."""
        for _ in range(ROUNDS_MAX):
            sending = False
            try:
                if self._down:
                    self._restart()
                if self._virtual.loop.run_once() or self._virtual.fan_out():
                    continue
                sending = True
                if not self._virtual.delivery.dispatch_next():
                    self._keep_up()
                    return
            except Crash:
                self._down = self._down or sending or self._fault_plan.kills()
        raise Conflict("restless", f"world {self._world.seed} never comes to rest")

    def _keep_up(self) -> None:
        """What a server does now and then by itself: let go of the log that is decided, and of settled messages."""
        if self._fault_plan.trims():
            self._trimmed.trim(self._state.position())
        kept_ms = self._fault_plan.kept_ms()
        if kept_ms is not None:
            rows = {row.message.key: row for row in self._state.outbox(STATUSES, FAR, ALL)}
            self._state.prune_messages(self._virtual.clock.now() - kept_ms, 0, ALL)
            left = self._state.messages(list(rows))
            self._pruned |= {key: row for key, row in rows.items() if key not in left}

    def _restart(self) -> None:
        self._virtual.open()
        for _ in range(ROUNDS_MAX):
            if not self._virtual.loop.run_once():
                break
        self._virtual.delivery.reconcile()
        self._down = False

    def _check(self, row: OutboxRow, now: int) -> None:
        """Ask the oracle, which has read exactly what the loop has decided."""
        self._read_up_to(self._virtual.loop.position)
        self._breaches += self._oracle.objections(row, now)

    def _read_up_to(self, position: int) -> None:
        for entry in self._log.read(self._oracle.position, ALL):
            for place, signal in enumerate(entry.signals, entry.position):
                if signal is not None and place <= position:
                    self._oracle.take(signal)
                    self._oracle.position = place

    def _counts(self, row: OutboxRow, now: int) -> None:
        self._oracle.accepted[row.message.key] = (now, row)
