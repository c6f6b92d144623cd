"""Guards: a journey whose mails are received badly is paused. May import nothing of the other resources."""
