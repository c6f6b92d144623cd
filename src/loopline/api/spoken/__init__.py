"""The sentences of answers in the reader's language. May import `model`."""
