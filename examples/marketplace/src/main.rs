//! The marketplace.
fn main() {}
