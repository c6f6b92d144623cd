"""Messages, their content and the sandbox."""
