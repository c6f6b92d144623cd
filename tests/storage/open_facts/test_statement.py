"""Which statements may be asked of open facts, by DuckDB's own parse of them."""

import duckdb
import pytest

from loopline.model.errors import Invalid
from loopline.storage.open_facts.statement import check_statement

MAY = (
    "SELECT count(*) FROM facts",
    "FROM events LIMIT 1",
    "WITH a AS (SELECT person FROM people) SELECT * FROM a JOIN lists USING (person)",
    "WITH RECURSIVE a AS (SELECT 1 x UNION ALL SELECT x + 1 FROM a WHERE x < 5) SELECT max(x) FROM a",
    "SELECT * FROM range(3) t(x), unnest([1, 2])",
    "SELECT 1 UNION ALL SELECT 2",
    "DESCRIBE facts",
    "SUMMARIZE people",
    "SELECT count(*) FILTER (kind = 'event') OVER (PARTITION BY person) FROM facts",
    "VALUES (1)",
)
MAY_NOT = (
    ("COPY facts TO '/tmp/x'", "query_not_select"),
    ("COPY (SELECT 1) TO 'x.csv'", "query_not_select"),
    ("ATTACH 'x' AS y", "query_not_select"),
    ("INSTALL httpfs", "query_not_select"),
    ("LOAD httpfs", "query_not_select"),
    ("PRAGMA database_list", "query_not_select"),
    ("SET memory_limit = '90GB'", "query_not_select"),
    ("RESET ALL", "query_failed"),
    ("CREATE TABLE x AS SELECT 1", "query_not_select"),
    ("CALL pragma_version()", "query_not_select"),
    ("EXPORT DATABASE 'x'", "query_not_select"),
    ("WITH a AS (INSERT INTO facts VALUES (1) RETURNING 1) SELECT * FROM a", "query_not_select"),
    ("SELECT 1; SELECT 2", "query_many"),
    ("SELECT 1; COPY facts TO 'x'", "query_not_select"),
    ("", "query_many"),
    ("SELEC 1", "query_failed"),
    ("SELECT * FROM read_csv('/etc/passwd')", "query_source"),
    ("SELECT * FROM '/etc/passwd'", "query_source"),
    ("SELECT * FROM 'https://example.com/x.parquet'", "query_source"),
    ("SELECT (SELECT content FROM read_text('/etc/hostname'))", "query_source"),
    ("WITH facts AS (FROM read_blob('/etc/passwd')) FROM facts", "query_source"),
    ("SELECT * FROM '/etc/passwd', (WITH \"/etc/passwd\" AS (SELECT 1) SELECT 1)", "query_source"),
    ("SELECT * FROM duckdb_settings()", "query_source"),
    ("SELECT * FROM information_schema.tables", "query_source"),
    ("SELECT * FROM main.facts", "query_source"),
    ("SELECT * FROM query('SELECT 1')", "query_source"),
    ("SELECT * FROM query_table('facts')", "query_source"),
    ("SELECT * FROM json_execute_serialized_sql('{}')", "query_source"),
    ("SELECT * FROM glob('/*')", "query_source"),
    ("SELECT getenv('HOME')", "query_source"),
    ("SELECT current_setting('allowed_directories')", "query_source"),
    ("SELECT 1 ORDER BY (SELECT count(*) FROM read_csv('x'))", "query_source"),
    ("SELECT 1 WHERE EXISTS (FROM sniff_csv('/etc/passwd'))", "query_source"),
)


def parsed(sql: str) -> str:
    found = duckdb.connect().execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchone()
    assert found is not None
    return str(found[0])


@pytest.mark.parametrize("sql", MAY)
def test_a_question_passes(sql: str) -> None:
    check_statement(parsed(sql))


@pytest.mark.parametrize(("sql", "code"), MAY_NOT)
def test_anything_else_is_refused(sql: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_statement(parsed(sql))
    assert refused.value.code == code
