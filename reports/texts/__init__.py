"""Reports in words: sentences made from figures, the officer's own paragraphs kept beside them."""
