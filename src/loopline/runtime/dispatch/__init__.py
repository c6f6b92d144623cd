"""From the outbox to a provider and back. Imports ports, pipeline and delivery, no provider."""
