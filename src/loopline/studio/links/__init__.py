"""The links in messages: clicks, opens and unsubscribes. May import no other resource."""
