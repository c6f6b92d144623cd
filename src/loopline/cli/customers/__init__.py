"""What customers will be worth, and how long they take, by command.

May import: cli.access, cli.answers, cli.local, learning.
"""
