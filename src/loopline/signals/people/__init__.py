"""What a signal does to a person: profile, identity, consent, account."""
