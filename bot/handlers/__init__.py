"""What happens on each kind of update: read it, ask the desk, send. Thin coroutines; every one checks access itself.

`context` holds what they share, `messages` what people write, `commands` the commands beside /ask, `buttons`, `inline`,
`groups` (brought in, taken out), `admin`, `errors`. `bot.app` registers them all in one table.
"""
