"""Who petitions is revealed: for a purpose, to an officer, on record (条例 30(3), 个人信息保护法 6)."""
