"""Files that belong to petitions: handed in, looked at, handed out."""
