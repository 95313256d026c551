"""Spreadsheets coming in and going out, safely: the one door for every upload and every export.

Nothing is imported here: the confined child process loads this package too and must stay small.
"""
