//! What a buyer's event asks for. One listener on the shadow root asks here; no element has a listener of its own.
#![allow(missing_docs, reason = "a variant's sentence names its fields")]

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, Node};

use crate::engine::ids::ItemId;

/// What the buyer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// One more of this variant.
    Add { product: ItemId, variant: ItemId },
    /// The buyer turned to a product's options.
    OptionsOpened { product: ItemId },
    /// A value of an option.
    OptionChosen { product: ItemId, option: String, label: String },
    /// The next page.
    More,
    /// The same once more, after it failed.
    Retry,
    /// To see the cart.
    OpenCart,
    /// To see the page again.
    CloseCart,
    /// To go to checkout.
    Checkout,
    /// This many of a line; 0 removes it.
    Quantity { item: ItemId, quantity: u32 },
    /// A line gone.
    Remove { item: ItemId },
    /// A notice gone.
    Dismiss { notice: u32 },
    /// Goods that match these words.
    Search { query: String },
    /// The goods in this order.
    Sort { value: String },
}

/// The events to listen to on the shadow root. All of them bubble.
pub const LISTENED: &[&str] = &["click", "change", "submit", "focusin", "pointerdown"];

/// What `event` asks for, if anything. An element that is disabled (`aria-disabled`) asks for nothing.
pub fn action(event: &Event) -> Option<Action> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let asking = target.closest("[data-do]").ok()??;
    // What stands in a slot belongs to the page, and so do its attributes.
    let root = event.current_target()?;
    if !root.unchecked_ref::<Node>().contains(Some(&asking))
        || asking.get_attribute("aria-disabled").as_deref() == Some("true")
    {
        return None;
    }
    let verb = asking.get_attribute("data-do")?;
    match event.type_().as_str() {
        "click" => clicked(&asking, &target, &verb),
        "change" => changed(&target, &verb),
        "submit" => {
            event.prevent_default();
            let input = asking.query_selector("input").ok()??;
            (verb == "search").then(|| Action::Search { query: input.unchecked_into::<HtmlInputElement>().value() })
        }
        // Touching or reaching the options: the other variants will be wanted.
        _ => (verb == "option").then(|| product(&asking)).flatten().map(|product| Action::OptionsOpened { product }),
    }
}

fn clicked(asking: &Element, target: &Element, verb: &str) -> Option<Action> {
    let step = |change: i64| {
        let shown: i64 = above(asking, "data-quantity")?.parse().ok()?;
        let quantity = u32::try_from(shown + change).ok()?;
        Some(Action::Quantity { item: item(asking)?, quantity })
    };
    match verb {
        "add" => Some(Action::Add { product: product(asking)?, variant: ItemId(above(asking, "data-variant")?) }),
        "more" => Some(Action::More),
        "retry" => Some(Action::Retry),
        "open" => Some(Action::OpenCart),
        // The drawer itself is what lies around its sheet.
        "close" if asking.tag_name() != "DIALOG" || asking == target => Some(Action::CloseCart),
        "checkout" => Some(Action::Checkout),
        "less" => step(-1),
        "plus" => step(1),
        "remove" => Some(Action::Remove { item: item(asking)? }),
        "dismiss" => Some(Action::Dismiss { notice: asking.get_attribute("data-notice")?.parse().ok()? }),
        _ => None,
    }
}

fn changed(target: &Element, verb: &str) -> Option<Action> {
    // An input's and a select's value are the same property.
    let control = target.unchecked_ref::<HtmlInputElement>();
    match verb {
        "option" => {
            let option = above(target, "data-option")?;
            Some(Action::OptionChosen { product: product(target)?, option, label: control.value() })
        }
        "quantity" => {
            let wanted = control.value().trim().parse().ok();
            // Shown is what the view says: if the wish is taken, the view will say so.
            control.set_value(&above(target, "data-quantity")?);
            Some(Action::Quantity { item: item(target)?, quantity: wanted? })
        }
        "sort" => Some(Action::Sort { value: control.value() }),
        _ => None,
    }
}

fn product(asking: &Element) -> Option<ItemId> {
    above(asking, "data-product").map(ItemId)
}

fn item(asking: &Element) -> Option<ItemId> {
    above(asking, "data-item").map(ItemId)
}

/// The attribute of the element or of the nearest above it that has one.
fn above(asking: &Element, name: &str) -> Option<String> {
    let mut selector = String::from("[");
    selector.push_str(name);
    selector.push(']');
    asking.closest(&selector).ok()??.get_attribute(name)
}
