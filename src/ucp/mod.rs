//! The wire: UCP 2026-04-08, REST binding, as a platform (the client) reads and writes it.
//!
//! Types are named as the spec names them, one file for each schema family. A field that UCP requires is required here:
//! its absence is a flaw with its path, never 0 or "". What UCP lets a business leave out is an `Option` or a [`List`].
//! Words that may grow (types, codes, statuses) stay text. Fields not named here are ignored.
//! Request types hold only what a request may hold, so a price or total of ours cannot be sent.
//!
//! **Touches:** std and serde. **Absent on purpose:** a browser, a clock, the engine, serde_json (a test's oracle only),
//! arithmetic on money.

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod answer;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod context;
pub mod envelope;
pub mod flawed;
pub mod goods;
pub mod id;
pub mod json;
pub mod link;
pub mod list;
pub mod message;
pub mod money;
pub mod product;
pub mod profile;
pub mod seller;
pub mod total;
pub mod tree;
pub mod url;

pub use envelope::VERSION;
pub use json::Flaw;
