"""What is special to e-mail: its MIME form and its plain text."""
