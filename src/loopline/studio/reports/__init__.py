"""The reports of journeys, cached. May import no other resource."""
