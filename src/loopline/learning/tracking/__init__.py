"""What is usual of the data that comes in, learned from it, and the alarms of what is not.

Pure. May import: model.
"""
