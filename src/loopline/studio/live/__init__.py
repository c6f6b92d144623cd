"""What happens now, as a stream."""
