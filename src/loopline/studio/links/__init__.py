"""Links in messages: clicks, opens and unsubscribes."""
