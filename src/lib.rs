//! A shop for any web page.

pub mod engine;
pub mod ucp;
