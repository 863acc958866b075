"""Who this bureau is: reference data as files with validity dates, checked when they are read.

Another bureau gives its own directory; no code changes. A broken file stops the start (`tables.BrokenReference`).
"""
