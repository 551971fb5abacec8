//! The marketplace's own pages, walked by a browser without scripts.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod browser;
mod cart;
mod checkout;
#[path = "../common/mod.rs"]
mod common;
mod draft;
mod languages;
mod order;
mod rules;
mod shop;
mod stock;
