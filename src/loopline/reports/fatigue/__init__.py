"""What the limits of a cap do to people: who came to where they differ, asked of facts.

May import: conditions, decisions, learning, model, ports, reports.outcomes, reports.programmes.
"""
