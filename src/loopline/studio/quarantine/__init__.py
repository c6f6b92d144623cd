"""What is set aside: listed, put back, dropped. May import no other resource."""
