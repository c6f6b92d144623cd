"""What a signal does to a person: profile, identity, consent, account, and the memory of message ids.

May import: conditions, model, signals.addresses, signals.lists, signals.scores.
"""
