"""A year of an invented bureau, so that every door has something to show: from a seed, by the use cases themselves."""
