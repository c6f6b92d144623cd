"""The head of a mail: mailboxes, and the names of headers that an author may set.

May import: model.errors.
"""
