"""What the register says in numbers."""
