"""What belongs together: repeats of one person, and issues of many (信访件 and 信访事项)."""
