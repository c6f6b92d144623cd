"""The texts of a journey as a table: out as CSV, and in again as a draft. May import `access` and `documents`."""
