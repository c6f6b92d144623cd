"""What an account is asked of all its members, in the condition of one of them.

May import: conditions, model.
"""
