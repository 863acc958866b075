"""The recount: the same figures by a deliberately different path, from the register's rows and the history.

It never reads a dossier, the rules of `rulebook/figures`, or a line of the ledger but to compare: dates come from
moments, classes from the classification in force, endings from rows. Both counts are made in one statement, so a
difference is a fault and not a race.
"""
