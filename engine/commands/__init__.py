"""Commands of `rushes-engine` that are rarely needed: each file adds one to the command line, and may print its answers."""
