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

/// The wire's types and what reads them, by their names alone.
mod wire {
    pub use tsampa::ucp::profile::Profile;
    pub use tsampa::ucp::{
        answer::*, cart::*, catalog::*, checkout::*, context::*, envelope::*, id::*, json, list::*, message::*,
        money::*, product::*, total::*, url,
    };
}
