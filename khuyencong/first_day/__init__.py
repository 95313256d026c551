"""A real office's first day: what is asked, what is stored, what to do next. No sample."""
