//! A shop for any web page.
