//! Placeholder while the app is being written.
fn main() {}
