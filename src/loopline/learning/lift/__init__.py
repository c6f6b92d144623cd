"""What a journey caused: rules, guards and the verdict."""
