"""One module per resource: a router of guarded routes. Hot ones are `async def` and answer with ready bytes."""
