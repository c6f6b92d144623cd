"""Offers: what each has granted and spent, its codes, and the approval of a big one. May import `access`."""
