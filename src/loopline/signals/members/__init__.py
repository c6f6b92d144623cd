"""What an account remembers of its members' events, and what it answers to questions about them.

May import: conditions, model, signals.people.
"""
