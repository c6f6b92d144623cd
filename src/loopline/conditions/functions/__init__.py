"""What the functions of the language make of values: texts, numbers, dates of the calendar; and how they are written.

May import: conditions, model.
"""
