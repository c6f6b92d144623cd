"""What a team decides to improve, in the studio's store: its backlog, its weekly reviews, and who reads them.

May import: model, storage.sql.
"""
