"""Reports by journey."""
