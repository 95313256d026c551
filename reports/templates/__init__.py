"""The office's own Word and Excel templates: read, checked and filled.

Nothing is imported here: the confined child process loads this package too and must stay small.
"""
