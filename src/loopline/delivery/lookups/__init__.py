"""What messages look up, resolved for a batch of them before they are rendered.

May import: conditions, model.
"""
