"""xinfang: the petition intake of a petition bureau (信访局)."""
