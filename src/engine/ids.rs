//! Names of things, each its own type, so that one cannot stand where another is meant.

/// One attached element (or one caller of the API) that something is shown to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ViewId(pub u32);

/// One HTTP exchange, numbered from 1 within a page's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub u32);

/// One promise that a caller waits on. The shell numbers its own from 1; the engine's begin at [`CallId::ENGINE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallId(pub u32);

impl CallId {
    /// First number of the calls that the engine itself opens (the `settled` promise of `tsampa-cart`).
    pub const ENGINE: u32 = 1 << 31;
}

/// A product's or a variant's id, as the business writes it (opaque).
pub use crate::ucp::id::ItemId;

/// Milliseconds since the page opened; never goes back.
pub type Millis = u64;

/// Milliseconds since 1970 by the device's clock; may jump.
pub type WallMillis = u64;
