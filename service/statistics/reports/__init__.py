"""Yearly reports (条例 41): sentences that are a bureau's data, figures that are queries."""
