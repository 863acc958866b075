"""Who has looked at what: chained as it is recorded, shown to who may audit."""
