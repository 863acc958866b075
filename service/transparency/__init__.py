"""The transparency log: what was registered and issued, in a tree that can only grow (RFC 9162)."""
