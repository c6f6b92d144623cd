"""Messages: their status, content, attempts and receipts, and the sandbox's inbox. May import no other resource."""
