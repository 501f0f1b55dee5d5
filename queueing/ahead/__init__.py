"""The hall ahead: what the waits will be, by playing the rest of the day many times over.

Pure, as all of queueing/: whose turn it is in a played day is asked of the production policies, and
every number drawn is an argument. `expected` says what is known of services, people and officers,
`present` takes the hall as it stands, `alike` says which lines are one, `dice` which number is
whose luck, `plays` plays it, `quantiles` says what came out.
"""
