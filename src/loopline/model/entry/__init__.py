"""Ways into a journey, as its document has them. May import: nothing but `model`."""
