//! What a buyer's event asks for. One listener on the shadow root asks here; no element has a listener of its own.
#![allow(missing_docs, reason = "a variant's sentence names its fields")]

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, Node};

use super::skeleton::toggle;
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
/// With it the element that was pressed.
pub fn action(event: &Event) -> Option<(Action, Element)> {
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
    let said = |name| above(&target, name);
    let item = || ItemId(said("data-item"));
    let product = || ItemId(said("data-product"));
    let number = |text: &str| text.trim().parse::<u32>().ok();
    // An input's and a select's value are the same property.
    let control = target.unchecked_ref::<HtmlInputElement>();
    let kind = event.type_();
    let action = match (kind.as_str(), verb.as_str()) {
        ("click", "add") => Action::Add { product: product(), variant: ItemId(said("data-variant")) },
        ("click", "more") => Action::More,
        ("click", "retry") => Action::Retry,
        ("click", "open") => Action::OpenCart,
        // The drawer itself is what lies around its sheet.
        ("click", "close") if asking.local_name() != "dialog" || asking == target => Action::CloseCart,
        ("click", "checkout") => Action::Checkout,
        ("click", "less" | "plus") => {
            let shown = number(&said("data-quantity"))?;
            let quantity = if verb == "plus" { shown.saturating_add(1) } else { shown.saturating_sub(1) };
            Action::Quantity { item: item(), quantity }
        }
        ("click", "remove") => Action::Remove { item: item() },
        ("click", "dismiss") => Action::Dismiss { notice: number(&said("data-notice"))? },
        ("change", "quantity") => {
            let quantity = number(&control.value());
            // Shown is what the view says: if the wish is taken, the view will say so.
            control.set_value(&said("data-quantity"));
            Action::Quantity { item: item(), quantity: quantity? }
        }
        ("change", "option") => {
            Action::OptionChosen { product: product(), option: said("data-option"), label: control.value() }
        }
        ("change", "sort") => Action::Sort { value: control.value() },
        // Touching or reaching the options: the other variants will be wanted.
        ("focusin" | "pointerdown", "option") => Action::OptionsOpened { product: product() },
        ("submit", _) => {
            event.prevent_default();
            let input = asking.query_selector("input").ok()??;
            Action::Search { query: input.unchecked_into::<HtmlInputElement>().value() }
        }
        _ => return None,
    };
    Some((action, asking))
}

/// Shows that what was pressed will be done, or that it is.
pub fn busy(button: &Element, busy: bool) {
    toggle(button, "data-busy", busy);
}

/// The attribute of the element or of the nearest above it that has one.
fn above(element: &Element, name: &str) -> String {
    let mut selector = String::from("[");
    selector.push_str(name);
    selector.push(']');
    let bearer = element.closest(&selector).ok().flatten();
    bearer.and_then(|bearer| bearer.get_attribute(name)).unwrap_or_default()
}
