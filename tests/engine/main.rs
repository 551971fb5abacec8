//! The engine's promises: given events, expect effects and views.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod browse;
mod cart;
mod chaos;
mod checkout;
mod codes;
mod finding;
mod lists;
mod mended;
mod page;
mod parts;
mod requirements;
mod told;
mod trace;
mod waiting;
