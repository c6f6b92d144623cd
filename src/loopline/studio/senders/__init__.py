"""Sender domains: the keys that sign their mail, and whether DNS says what receivers want. May import `access`."""
