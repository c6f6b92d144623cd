"""What happened, made trustworthy."""
