//! Ids: opaque text of the business, one type for each kind of thing, so that none is taken for another.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                $name(id.to_owned())
            }
        }
    )*};
}

ids! {
    /// A product of the catalogue. Never goes into a cart.
    ProductId
    /// A variant of a product: what a cart's `item.id` names.
    ItemId
    /// One row of a cart or checkout, named by the business.
    LineId
    /// A cart. Whoever knows it can read and change the cart: never in a URL of the page, never in a log.
    CartId
    /// A checkout session. A bearer secret like `CartId`.
    CheckoutId
}
