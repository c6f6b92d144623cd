"""The providers that carry messages, one file each."""
