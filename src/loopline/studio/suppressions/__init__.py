"""What stands against addresses: listed, added, lifted, imported. May import `access`."""
