"""The same figures in every form that is on offer: pure functions of one answer, chosen by suffix or Accept."""
