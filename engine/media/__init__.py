"""Media: finding, probing and sampling videos. Only `engine.media.worker`, a separate process, ever opens one."""
