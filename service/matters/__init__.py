"""Which petitions are about one matter: repeats by one person, mass issues of many. It suggests; a clerk decides."""
