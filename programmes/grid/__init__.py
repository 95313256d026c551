"""The grid in which a plan's projects are typed or pasted: pure rules, no database, no request.

`columns` what the columns are and how a sheet may name them, `block` a pasted block to rows,
`rows` what the cells of a row mean and what is wrong with them, `totals` what they add up to.
"""
