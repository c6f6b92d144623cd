"""The SQL of the loop's record, by name. An EXPLAIN test keeps each one on its index."""

from typing import Final

from loopline.storage.sql.drivers.dialect import Wording

OPEN_ROWS: Final = "status IN ('pending', 'sending', 'unknown', 'held')"
"""The messages that are not settled: as the partial index names them."""

META: Final = "SELECT position, epoch, chunk, digest, turn, folded FROM meta WHERE id = 1"
OWN: Final = "UPDATE meta SET epoch = epoch + 1 WHERE id = 1 RETURNING epoch"
ADVANCE: Final = "UPDATE meta SET position = ?, chunk = ?, digest = ?, turn = ?, folded = ? WHERE id = 1"

BIRTH: Final = "SELECT birth FROM meta WHERE id = 1"
MARK_ANEW: Final = "UPDATE meta SET birth = ? WHERE id = 1"

PUT_TURN: Final = "INSERT INTO turns (number, records) VALUES (?, ?)"
TURNS: Final = "SELECT number, records FROM turns WHERE number > ? ORDER BY number"
# Two a transaction, so that they go faster than they come, and never many at once.
FORGET_TURNS: Final = (
    "DELETE FROM turns WHERE number IN (SELECT number FROM turns WHERE number <= ? ORDER BY number LIMIT 2)"
)
FORGET_ALL_TURNS: Final = "DELETE FROM turns WHERE number <= ?"

# Keys travel as one list (dialect.listed): one prepared statement whatever their number.
_AMONG: Final = Wording(sqlite="IN (SELECT value FROM json_each(?))", postgresql="= ANY (?)")
_LOAD: Final = "SELECT key, state, seen, wake_at, paged FROM records WHERE key"
LOAD: Final = Wording(sqlite=f"{_LOAD} {_AMONG.sqlite}", postgresql=f"{_LOAD} {_AMONG.postgresql}")
SCAN: Final = "SELECT key, state, seen, wake_at, paged FROM records WHERE key > ? ORDER BY key LIMIT ?"
# SQLite in two: an update that names an indexed column writes the index too, and most writes leave the wake-up where it
# was. PostgreSQL looks by itself whether an indexed column has changed.
WRITE: Final = Wording(
    sqlite="INSERT INTO records (key, state, seen, wake_at, paged) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE "
    "SET state = excluded.state, seen = excluded.seen, paged = excluded.paged",
    postgresql="INSERT INTO records (key, state, seen, wake_at, paged) "
    "SELECT * FROM unnest(?::text[], ?::bytea[], ?::bytea[], ?::bigint[], ?::bigint[]) ON CONFLICT (key) DO UPDATE "
    "SET state = excluded.state, seen = excluded.seen, wake_at = excluded.wake_at, paged = excluded.paged",
)
MOVE_WAKE: Final = Wording(
    sqlite="UPDATE records SET wake_at = ? WHERE key = ? AND wake_at IS NOT ?",
    postgresql="",
)

_NEW_PAGE: Final = "ON CONFLICT (key, slot) DO UPDATE SET ids = excluded.ids"
PUT_PAGE: Final = Wording(
    sqlite=f"INSERT INTO seen_pages (key, slot, ids) VALUES (?, ?, ?) {_NEW_PAGE}",
    postgresql="INSERT INTO seen_pages (key, slot, ids) "
    f"SELECT * FROM unnest(?::text[], ?::integer[], ?::bytea[]) {_NEW_PAGE}",
)
# A join, since SQLite would look a list of pairs up by key alone, and read the pages that nobody asked for.
PAGE: Final = "SELECT key, slot, ids FROM seen_pages WHERE key = ? AND slot = ?"
_PAGES: Final = "SELECT page.key, page.slot, page.ids FROM"
PAGES: Final = Wording(
    sqlite=f"{_PAGES} json_each(?) AS one CROSS JOIN seen_pages AS page "
    "ON page.key = json_extract(one.value, '$[0]') AND page.slot = json_extract(one.value, '$[1]')",
    postgresql=f"{_PAGES} unnest(?::text[], ?::integer[]) AS one (key, slot) "
    "JOIN seen_pages AS page ON page.key = one.key AND page.slot = one.slot",
)

# Runs on the partial index alone; repeats its condition so that the planner sees it.
CLAIM_DUE: Final = (
    "SELECT wake_at, key FROM records WHERE wake_at IS NOT NULL AND wake_at <= ? AND (wake_at, key) >= (?, ?) "
    "ORDER BY wake_at, key LIMIT ?"
)

PUT_MESSAGE: Final = Wording(
    sqlite="INSERT INTO outbox (key, person, channel, status, due_at, attempt, reason, payload, created_at) "
    "VALUES (?, ?, ?, 'pending', ?, 0, '', ?, ?) ON CONFLICT (key) DO NOTHING",
    postgresql="INSERT INTO outbox (key, person, channel, status, due_at, attempt, reason, payload, created_at) "
    "SELECT key, person, channel, 'pending', due_at, 0, '', payload, created_at FROM "
    "unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bytea[], ?::bigint[]) "
    "AS new (key, person, channel, due_at, payload, created_at) ON CONFLICT (key) DO NOTHING",
)
_MARK: Final = Wording(
    sqlite="UPDATE outbox SET status = new.value ->> 0, due_at = coalesce(new.value ->> 1, due_at), "
    "attempt = new.value ->> 2, reason = new.value ->> 3, provider = coalesce(new.value ->> 5, provider) "
    "FROM json_each(?) AS new WHERE outbox.key = new.value ->> 4",
    postgresql="UPDATE outbox SET status = new.status, due_at = coalesce(new.due_at, outbox.due_at), "
    "attempt = new.attempt, reason = new.reason, provider = coalesce(new.provider, outbox.provider) FROM "
    "unnest(?::text[], ?::bigint[], ?::integer[], ?::text[], ?::text[], ?::text[]) "
    "AS new (status, due_at, attempt, reason, key, provider) WHERE outbox.key = new.key",
)
MARK_FINAL: Final = _MARK
# The plus keeps SQLite from reading every open row by the partial index.
MARK_OPEN: Final = Wording(
    sqlite=f"{_MARK.sqlite} AND +outbox.{OPEN_ROWS}", postgresql=f"{_MARK.postgresql} AND outbox.{OPEN_ROWS}"
)
# What is there already, or was there once: two lookups a message, on primary keys.
KNOWN_MESSAGES: Final = Wording(
    sqlite=f"SELECT key FROM outbox WHERE key {_AMONG.sqlite}",
    postgresql=f"SELECT key FROM outbox WHERE key {_AMONG.postgresql}",
)
KNOWN_PRUNED: Final = Wording(
    sqlite=f"SELECT id FROM pruned WHERE id {_AMONG.sqlite}",
    postgresql=f"SELECT id FROM pruned WHERE id {_AMONG.postgresql}",
)
# In the order in which they came; what is set aside stays, whatever its status. SQLite numbers rows by itself.
_FROM: Final = "key, status, due_at, created_at FROM outbox WHERE"
OUTBOX_FROM: Final = Wording(
    sqlite=f"SELECT rowid, {_FROM} rowid > ? ORDER BY rowid LIMIT ?",
    postgresql=f"SELECT number, {_FROM} number > ? ORDER BY number LIMIT ?",
)
_MAY_GO: Final = (
    "AND status IN ('sent', 'failed', 'refused') AND due_at < ? AND created_at < ? "
    "AND NOT EXISTS (SELECT 1 FROM quarantine WHERE quarantine.kind = 'message' AND quarantine.name = outbox.key)"
)
PRUNABLE: Final = Wording(
    sqlite=f"SELECT rowid, key FROM outbox WHERE rowid {_AMONG.sqlite} {_MAY_GO}",
    postgresql=f"SELECT number, key FROM outbox WHERE number {_AMONG.postgresql} {_MAY_GO}",
)
PRUNE_MESSAGE: Final = Wording(
    sqlite="DELETE FROM outbox WHERE rowid = ?", postgresql="DELETE FROM outbox WHERE number = ANY (?)"
)
REMEMBER_PRUNED: Final = Wording(
    sqlite="INSERT INTO pruned (id) VALUES (?) ON CONFLICT (id) DO NOTHING",
    postgresql="INSERT INTO pruned (id) SELECT * FROM unnest(?::bigint[]) ON CONFLICT (id) DO NOTHING",
)

_ROW: Final = "SELECT payload, status, due_at, attempt, reason, key, person, provider FROM outbox"
MESSAGES: Final = Wording(
    sqlite=f"{_ROW} WHERE key {_AMONG.sqlite}", postgresql=f"{_ROW} WHERE key {_AMONG.postgresql}"
)
TURN_OF: Final = "SELECT due_at FROM outbox WHERE key = ?"
# One status a query, so that a pile of held messages never stands in the way of the pending ones.
DUE_OPEN: Final = (
    f"{_ROW} WHERE {OPEN_ROWS} AND status = ? AND due_at <= ? AND (due_at, key) > (?, ?) ORDER BY due_at, key LIMIT ?"
)
OLDEST_DUE: Final = (
    f"SELECT due_at FROM outbox WHERE {OPEN_ROWS} AND status = 'pending' AND due_at <= ? ORDER BY due_at LIMIT 1"
)
# For people who look, not for the loop: settled messages have no index by time.
DUE_SETTLED: Final = f"{_ROW} WHERE status = ? AND due_at <= ? AND (due_at, key) > (?, ?) ORDER BY due_at, key LIMIT ?"

PUT_CHUNK: Final = "INSERT INTO chunks (number, lines) VALUES (?, ?)"
CHUNKS: Final = "SELECT number, lines FROM chunks WHERE number > ? ORDER BY number LIMIT ?"
# The length of a blob stands at its head: the chunk itself is not read.
CHUNK_PIECE: Final = "SELECT substring(lines FROM ? FOR ?) FROM chunks WHERE number = ?"
"""PostgreSQL's alone: SQLite's driver has a way of its own to read a part of a value."""

CHUNK_SIZES: Final = "SELECT number, coalesce(length(lines), 0) FROM chunks WHERE number > ? ORDER BY number LIMIT ?"
HAS_CHUNK: Final = "SELECT 1 FROM chunks WHERE number = ?"
WAITING: Final = "SELECT coalesce(sum(length(lines)), 0) FROM chunks"
FORGET_CHUNKS: Final = "DELETE FROM chunks WHERE number <= ?"

_DOCUMENT: Final = "SELECT kind, name, version, document, published_at, reason, by, state FROM documents"
DOCUMENT: Final = f"{_DOCUMENT} WHERE kind = ? AND name = ? AND version = ?"
DOCUMENTS: Final = f"{_DOCUMENT} ORDER BY number"
PUBLISH: Final = (
    "INSERT INTO documents (kind, name, version, document, published_at, reason, by, state) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, name, version) DO UPDATE SET state = excluded.state"
)

_QUARANTINE: Final = (
    'SELECT id, kind, name, code, reason, at, person, position, "count", payload, act, '
    "(SELECT count(*) FROM skipped WHERE skipped.key = quarantine.name AND quarantine.kind = 'record'), "
    "(SELECT min(position) FROM skipped WHERE skipped.key = quarantine.name AND quarantine.kind = 'record') "
    "FROM quarantine"
)
QUARANTINE: Final = f"{_QUARANTINE} WHERE id > ? ORDER BY id LIMIT ?"
QUARANTINE_COUNTS: Final = "SELECT kind, count(*) FROM quarantine GROUP BY kind"
QUARANTINE_ASKED: Final = "SELECT id FROM quarantine WHERE act <> '' ORDER BY id"
QUARANTINE_ASK: Final = "UPDATE quarantine SET act = ? WHERE id = ?"
HOLD_CHUNKS: Final = "UPDATE quarantine SET status = ? WHERE kind = 'chunk'"
IS_HELD: Final = "SELECT count(*) FROM quarantine WHERE id = ? AND status = 'held'"
QUARANTINE_REFUSE: Final = "UPDATE quarantine SET act = '', reason = ? WHERE id = ?"
SET_ASIDE: Final = (
    'INSERT INTO quarantine (kind, name, code, reason, at, person, position, "count", payload, status, act) '
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '') ON CONFLICT (kind, name) DO NOTHING"
)
RELEASE: Final = "DELETE FROM quarantine WHERE id = ?"
RELEASE_CHUNKS: Final = "DELETE FROM quarantine WHERE CASE WHEN kind = 'chunk' THEN CAST(name AS BIGINT) <= ? END"
RELEASE_SKIPPED: Final = (
    "DELETE FROM skipped WHERE key = (SELECT name FROM quarantine WHERE id = ? AND kind = 'record')"
)
SKIP: Final = "INSERT INTO skipped (key, position, signal) VALUES (?, ?, ?)"
SKIPPED: Final = "SELECT number, position, signal FROM skipped WHERE key = ? ORDER BY number LIMIT ?"
FORGET_SKIPPED: Final = "DELETE FROM skipped WHERE number = ?"
STATUS_OF: Final = "SELECT status FROM outbox WHERE key = ?"
PAYLOAD_OF: Final = "SELECT payload FROM outbox WHERE key = ?"
SET_MESSAGE_ASIDE: Final = "UPDATE outbox SET status = 'set_aside' WHERE key = ?"
PUT_MESSAGE_BACK: Final = (
    "UPDATE outbox SET status = (SELECT CASE status WHEN 'sending' THEN 'unknown' ELSE status END FROM quarantine "
    "WHERE kind = 'message' AND name = ?) WHERE key = ? AND status = 'set_aside'"
)
NEXT_CHUNK: Final = "UPDATE meta SET chunk = chunk + 1 WHERE id = 1 RETURNING chunk"
FORGET_DOCUMENT: Final = "DELETE FROM documents WHERE kind = ? AND name = ? AND version = ?"
