"""People brought in from files: kept while they are read, tried, read row by row into the log, resumed.

May import `access` and `suppressions`.
"""
