"""The rule held to a tenant's own past, by command.

May import: cli.access, cli.answers, cli.local.
"""
