"""Real Kafka brokers of our own on loopback, in KRaft: started, killed, stopped, started again.

Their files come by Maven from `pom.xml`, once; Java 17 or later runs them.
"""

import hashlib
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, NewTopic

from loopline.bench.server import free_port

HERE = Path(__file__).parent
JARS = HERE / ".jars"
MISSING = (
    "these tests start real Kafka brokers, which need {what}. On Debian: apt-get install openjdk-17-jre-headless "
    "maven; on macOS: brew install openjdk maven; elsewhere: a JRE of version 17 or later and Apache Maven on the PATH"
)
OLDEST_JAVA = 17
MAVEN_SECONDS = 400.0
SECONDS = 90.0
CLUSTER = "bG9vcGxpbmUtdGVzdHMtMQ"
HEAP = ("-Xmx256m", "-Xms64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
CONFIGURED = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "auto.create.topics.enable": "false",
    "num.network.threads": "2",
    "num.io.threads": "2",
    "num.recovery.threads.per.data.dir": "1",
    "log.cleaner.dedupe.buffer.size": "2097152",
    "group.coordinator.threads": "1",
    # As a broker that is gone is known as gone after nine seconds, drills would wait for most of their time.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "controller.quorum.election.timeout.ms": "500",
    "controller.quorum.fetch.timeout.ms": "1000",
    "log.retention.check.interval.ms": "1000",
    "log.initial.task.delay.ms": "500",
}


def missing() -> str:
    """What these tests need and this machine does not have, in words; "" when all is there."""
    java = shutil.which("java")
    if java is None:
        return MISSING.format(what="Java")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=SECONDS, check=False).stderr
    version = said.partition('"')[2].partition(".")[0].partition('"')[0]
    if not version.isdecimal() or int(version) < OLDEST_JAVA:
        return MISSING.format(what=f"Java {OLDEST_JAVA} or later (this is {version or 'of an unknown version'})")
    if not _are_fetched() and shutil.which("mvn") is None:
        return MISSING.format(what="Maven")
    return ""


def _mark() -> str:
    return hashlib.sha256((HERE / "pom.xml").read_bytes()).hexdigest()


def _are_fetched() -> bool:
    note = JARS / "pom.sha256"
    return note.exists() and note.read_text() == _mark()


def class_path() -> str:
    """Where the brokers' files are; fetched where they are not there. Raises RuntimeError saying what is missing."""
    if words := missing():
        raise RuntimeError(words)
    if not _are_fetched():
        shutil.rmtree(JARS, ignore_errors=True)
        command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
        command += [f"-DoutputDirectory={JARS}", "-DincludeScope=runtime"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=MAVEN_SECONDS, check=False)
        if done.returncode:
            raise RuntimeError(f"Maven could not fetch the brokers: {done.stdout[-2_000:]}{done.stderr[-2_000:]}")
        (JARS / "pom.sha256").write_text(_mark())
    return f"{JARS}/*"


class Broker:
    """One process, broker and controller in one."""

    def __init__(self, folder: Path, number: int, voters: str, ports: tuple[int, int], more: Mapping[str, str]) -> None:
        self.number, self.address, self._folder = number, f"127.0.0.1:{ports[0]}", folder
        folder.mkdir()
        (folder / "data").mkdir()
        note = f"version=1\nnode.id={number}\ncluster.id={CLUSTER}\n"
        (folder / "data" / "meta.properties").write_text(note)
        listeners = f"PLAINTEXT://{self.address},CONTROLLER://127.0.0.1:{ports[1]}"
        settings = {
            **CONFIGURED,
            "node.id": str(number),
            "controller.quorum.voters": voters,
            "listeners": listeners,
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,LOCKED:SASL_SSL",
            "log.dirs": str(folder / "data"),
            **more,
        }
        if "locked" in settings:
            settings["listeners"] += f",LOCKED://127.0.0.1:{settings.pop('locked')}"
        text = "".join(f"{name}={value}\n" for name, value in settings.items())
        (folder / "server.properties").write_text(text)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it answers a while later."""
        command = ["java", *HEAP, "-cp", class_path(), "kafka.Kafka", str(self._folder / "server.properties")]
        with (self._folder / "heard").open("ab") as heard:
            self._process = subprocess.Popen(
                command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=heard, stderr=heard
            )

    def kill(self) -> None:
        """`kill -9`."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an operator does."""
        self._end(signal.SIGTERM)

    @property
    def lives(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def heard(self) -> str:
        """The end of what it said."""
        return (self._folder / "heard").read_text(errors="replace")[-3_000:]

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(SECONDS / 3)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(SECONDS)


class Brokers:
    """A cluster of so many brokers, all of which answer once it is made."""

    def __init__(self, folder: Path, count: int, more: Mapping[str, str]) -> None:
        ports = [(free_port(), free_port()) for _ in range(count)]
        voters = ",".join(f"{number}@127.0.0.1:{port}" for number, (_, port) in enumerate(ports, 1))
        kept = str(min(count, 3))
        shared = {
            "offsets.topic.replication.factor": kept,
            "offsets.topic.num.partitions": "1",
            "transaction.state.log.replication.factor": kept,
            "transaction.state.log.num.partitions": "1",
            "transaction.state.log.min.isr": "1",
            **more,
        }
        self.all = [Broker(folder / str(number), number, voters, pair, shared) for number, pair in enumerate(ports, 1)]
        self.admin = AdminClient({"bootstrap.servers": self.addresses, "log_level": 0})
        self.start()

    @property
    def addresses(self) -> str:
        """All of them, divided by commas."""
        return ",".join(one.address for one in self.all)

    def url(self, topic: str, options: str = "") -> str:
        """The URL of a log."""
        return f"kafka://{self.addresses}/{topic}{options}"

    def start(self) -> None:
        """Start those that are not there, and wait until all answer."""
        for one in self.all:
            if not one.lives:
                one.start()
        self.await_all()

    def await_all(self) -> None:
        """Wait until every broker is known to the others, and every partition has all of its replicas in sync."""
        ends = time.monotonic() + SECONDS
        while not self._are_well():
            fallen = next((one for one in self.all if not one.lives), None)
            assert fallen is None, f"broker {fallen.number} ended: {fallen.heard()}"
            assert time.monotonic() < ends, f"the brokers are not well: {self.all[0].heard()}"
            time.sleep(0.1)

    def _are_well(self) -> bool:
        found = self.metadata()
        if found is None or len(found.brokers) < len(self.all):
            return False
        parts = [part for topic in found.topics.values() for part in topic.partitions.values()]
        return all(len(part.isrs) == len(part.replicas) and part.leader >= 0 for part in parts)

    def make_again(self, url: str) -> None:
        """Delete the topic of a log under those who use it, and make it again: empty."""
        name, ends = url.rpartition("/")[2], time.monotonic() + SECONDS
        for future in self.admin.delete_topics([name]).values():
            future.result(SECONDS)
        while True:
            (future,) = self.admin.create_topics([NewTopic(name, 1, 1)]).values()
            try:
                future.result(SECONDS)
                return
            except KafkaException:  # the old one is still going
                if time.monotonic() > ends:
                    raise
                time.sleep(0.05)

    def metadata(self) -> Any:
        """What the brokers say of themselves; None when none of them answers."""
        with suppress(KafkaException):
            return self.admin.list_topics(timeout=2)
        return None

    def leader(self, topic: str) -> Broker:
        """The broker that leads the first partition of a topic."""
        found = self.metadata()
        assert found is not None
        number = found.topics[topic].partitions[0].leader
        return next(one for one in self.all if one.number == number)

    def kill(self) -> None:
        """`kill -9` of all of them."""
        for one in self.all:
            one.kill()

    def stop(self) -> None:
        """As an operator stops them, one after the other."""
        for one in self.all:
            one.stop()


@contextmanager
def running_brokers(count: int = 1, more: Mapping[str, str] | None = None) -> Iterator[Brokers]:
    """Brokers until the block ends; nothing is left of them."""
    class_path()
    folder = Path(mkdtemp(prefix="loopline-kafka-"))
    brokers: list[Brokers] = []
    try:
        brokers.append(Brokers(folder, count, more or {}))
        yield brokers[0]
    finally:
        for one in brokers:
            one.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if words := missing():
        raise SystemExit(words)
    class_path()
