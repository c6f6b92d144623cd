"""What the functions of the language make of values: texts, numbers, dates of the calendar.

May import: model.
"""
