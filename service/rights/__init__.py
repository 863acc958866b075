"""Rights of persons: what is held about one is told, put right, and ends (个人信息保护法 44-50)."""
