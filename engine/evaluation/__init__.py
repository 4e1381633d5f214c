"""Measuring: metrics, benchmarks as their authors publish them, and tables beside the published figures."""
