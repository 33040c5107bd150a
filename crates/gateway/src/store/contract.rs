//! What every store must do: one test per promise, run against each implementation.
