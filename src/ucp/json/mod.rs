//! JSON as text, read and written under serde's derives: small in Wasm, the same natively, out of reach of a page's patches.
//!
//! Reading is two passes. `grammar` holds the whole text against the grammar and the limits, without recursion. The
//! reader then walks the checked text by the types: it looks a struct's fields up in one scan of its object and hands
//! them to the derive in their order, so no field name is ever matched by generated code. A refusal has no size; what
//! was expected, what was found and where is noted once, aside, as a [`Flaw`].
//!
//! It accepts, refuses and understands as serde_json does under the same derives (10^6 mutated answers are compared),
//! but for three refusals of its own, wanted: text beyond [`SIZE_MAX_BYTES`]; nesting beyond [`DEPTH_MAX`]; a list in
//! the place of an object (serde_json takes a list's items for a struct's fields in order, UCP knows no such form).
//! A first view reads by `sieve` instead: shapes in place of types, one pass, and no word on why it refuses.
//! Tuples and enums, names on an `alias` and `flatten` are not supported: the wire has none of them, and the reader goes by the derive's
//! list of fields.

mod decimal;
mod derive;
mod flaw;
mod grammar;
mod reader;
mod refused;
mod sieve;
mod without;
mod writer;

pub use flaw::Flaw;
pub use grammar::{DEPTH_MAX, SIZE_MAX_BYTES};
pub use reader::{Document, read};
pub use sieve::{Part, Shapes, sift, texts};
pub use without::without_item;
pub use writer::{push_member, push_name, push_texts, push_whole, write};
