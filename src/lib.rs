//! A shop for any web page.

pub mod ucp;
