"""Whether the service is well: health, metrics, logs."""
