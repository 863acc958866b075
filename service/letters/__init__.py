"""Letters on paper: a scan or its text comes in, a registered and classified petition comes out."""
