"""Accounts: found, shown with their members and what they decide, explained. May import nothing of the studio."""
