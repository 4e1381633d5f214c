"""The window: a Qt program that starts the engine as a child process and speaks engine.messages with it."""
