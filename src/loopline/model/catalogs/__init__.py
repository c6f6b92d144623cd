"""Catalogs and data feeds: what messages look up at the moment they are sent, beside what is known of a person.

May import: model.choices.
"""
