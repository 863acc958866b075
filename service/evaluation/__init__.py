"""A petitioner rates the bureau and the organs."""
