"""What is said differently in each dialect does the same in both."""

from loopline.storage.sql.database import Database, Place
from loopline.storage.sql.drivers.dialect import Wording, changed_rows, listed, run_at_once, run_many

MANY = Wording(
    sqlite="INSERT INTO things (name, size) VALUES (?, ?)",
    postgresql="INSERT INTO things (name, size) SELECT * FROM unnest(?::text[], ?::bigint[])",
)
AT_ONCE = Wording(
    sqlite="INSERT INTO things (name, size) SELECT value ->> 0, value ->> 1 FROM json_each(?)",
    postgresql=MANY.postgresql,
)
AMONG = Wording(
    sqlite="SELECT name FROM things WHERE name IN (SELECT value FROM json_each(?)) ORDER BY name",
    postgresql="SELECT name FROM things WHERE name = ANY (?) ORDER BY name",
)


def test_many_rows_a_list_and_what_has_changed(place: Place) -> None:
    database = Database(place)
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS things")
        connection.exec_driver_sql("CREATE TABLE things (name VARCHAR, size BIGINT)")
        run_many(connection, MANY, [(f"n{number}", None if number % 3 else 1 << 60) for number in range(999)])
        run_many(connection, MANY, [])
        run_many(connection, Wording(sqlite="", postgresql=""), [(1,)])
        run_at_once(connection, AT_ONCE, [("n1", None), ('å"', 1 << 60)])
        run_at_once(connection, AT_ONCE, [])
        found = connection.exec_driver_sql(
            "SELECT name, size FROM things WHERE name IN ('n1', 'å\"') ORDER BY name"
        ).all()
        assert [tuple(row) for row in found] == [("n1", None), ("n1", None), ('å"', 1 << 60)]
        assert changed_rows(connection, "DELETE FROM things WHERE size IS NULL AND name = ?", ("n1",)) == 2
        run_many(connection, MANY, [("n1", None)])
        assert changed_rows(connection, "DELETE FROM things WHERE name = ?", ('å"',)) == 1
        asked = ["n5", "n1", "nobody", 'n"', "n%s", "n?", "å"]
        assert [row[0] for row in connection.exec_driver_sql(AMONG.on(connection), (listed(connection, asked),))] == [
            "n1",
            "n5",
        ]
        assert changed_rows(connection, "UPDATE things SET size = ? WHERE size IS NOT NULL", (7,)) == 333
        assert changed_rows(connection, "DELETE FROM things WHERE name = ?", ("nobody",)) == 0
        connection.exec_driver_sql("DROP TABLE things")
    database.close()
