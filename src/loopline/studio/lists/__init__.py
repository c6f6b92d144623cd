"""Lists of people: how many are on each, who they are, and all of them as a file. May import no other resource."""
