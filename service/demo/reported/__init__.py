"""The year that the bureau has reported on, invented: its events make the figures of the report, exactly."""
