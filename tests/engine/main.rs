//! The engine's promises: given events, expect effects and views.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod asked;
mod browse;
mod callers;
mod cards;
mod cart;
mod chaos;
mod checkout;
mod codes;
mod consent;
mod finding;
mod gestures;
mod heard;
mod lists;
mod mended;
mod offers;
mod page;
mod pages;
mod parts;
mod reads;
mod record;
mod replayed;
mod requirements;
mod room;
mod shown;
mod told;
mod trace;
mod waiting;
mod wishes;
mod words;
mod writes;
