"""The head of a mail: mailboxes, and the names of headers that an author may set.

Imports nothing of the house.
"""
