//! The wire room, natively: what it reads, refuses and writes, and that serde_json agrees under the same derives.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod corpus;
mod goods;
mod mutation;
mod numbers;
mod oracle;
mod random;
mod reading;
mod rules;
mod terms;
mod writing;
