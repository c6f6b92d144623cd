"""From the outbox to a provider and back."""
