"""Signatures of the bureau: keys with a validity, what is signed in one canonical form, compact JWS."""
