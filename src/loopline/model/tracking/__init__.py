"""What an operator declares of the data that comes in. May import: model.choices."""
