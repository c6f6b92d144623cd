"""ClickHouse's own engine behind its HTTP interface, for tests: a process to itself, which can be killed."""
