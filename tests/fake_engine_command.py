"""`rushes-engine` with the fake model in place of the neural nets; all else is the real program. Run as a child process by tests."""

import sys

import engine.engine
from engine.cli import main
from tests.fakes import load_fake

engine.engine.load_model = load_fake  # pyright: ignore[reportAttributeAccessIssue]
sys.exit(main())
