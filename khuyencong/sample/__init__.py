"""The sample office: invented names only, fixed dates, every column with a known, an unknown and a
zero value."""
