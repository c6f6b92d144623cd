"""People, and why they got what they got."""
