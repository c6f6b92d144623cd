"""What it caused."""
