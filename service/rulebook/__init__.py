"""The law as pure decisions: facts in, a decision with its reason out.

Standard library only; no clock, no rows, no async.
"""
