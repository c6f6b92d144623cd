"""`loopline report` and `loopline plan`: what journeys did, and what a comparison of them will show.

May import: cli.access, cli.answers, cli.documents, cli.local, decisions, learning, model, reports.
"""
