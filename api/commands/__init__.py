"""One module per subcommand of `orderflow`: `add(parser)` describes its arguments, `run(arguments)` does it."""
