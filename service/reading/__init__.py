"""How a text is read: one spelling, its n-grams, where known words stand. Knows no petition and no law."""
