//! `<tsampa-cart>`: a button that tells how much is in the cart; the sheet that shows all of it is drawn in `sheet.rs`.

use web_sys::Element;

use super::row::Row;
use super::sheet::{Sheet, show_rest};
use super::skeleton::{Skeleton, at, toggle};
use super::words::{Word, digits};
use super::{Look, Wording};
use crate::engine::problem::join;
use crate::engine::view::CartView;
use crate::ucp::total::grand_total;

thread_local! {
    static ROOT: Skeleton = const { Skeleton::new("
div .root hidden") };
    static TREE: Skeleton = const { Skeleton::new(BUTTON) };
}

const BUTTON: &str = "
div
 button :cart-button type=button data-do=open
  svg bag
  span :count hidden
  span @sum hidden";

/// The cart's element.
pub struct Cart {
    /// Everything this room draws in the shadow root, the author's fallback aside.
    pub root: Element,
    /// The sheet, once the cart is awake, when this one has one.
    pub sheet: Option<Sheet>,
    button: Option<Row>,
    inline: bool,
    has_sheet: bool,
}

impl Cart {
    /// The cart before anything is known of it.
    pub fn build(look: &Look) -> Self {
        let root = Row::of(&ROOT).element;
        let inline = look.mode == "inline";
        let has_sheet = look.mode != "button";
        let button = (!inline).then(|| {
            let button = Row::of(&TREE);
            if has_sheet {
                button.set(at!(BUTTON, "cart-button"), "aria-haspopup", "dialog");
            }
            _ = root.append_child(&button.element);
            button
        });
        Self { root, button, sheet: None, inline, has_sheet }
    }

    /// Shows the cart. True if there is something in the place of the author's fallback; nothing is said before it is known.
    pub fn show(&mut self, view: &CartView, wording: &Wording) -> bool {
        if view.known {
            if let Some(button) = &mut self.button {
                show_button(button, view, wording);
            }
            if self.has_sheet && !view.asleep {
                show_rest(&mut self.sheet, &self.root, self.inline, view, wording);
            }
            toggle(&self.root, "hidden", false);
        }
        view.known
    }
}

fn show_button(button: &mut Row, view: &CartView, wording: &Wording) {
    button.say(at!(BUTTON, "count"), &[&digits(view.count.into())]);
    button.show(at!(BUTTON, "count"), view.count > 0);
    let total = grand_total(&view.totals).filter(|_| view.count > 0);
    let total = total.map(|total| (wording.money)(total, &view.currency)).unwrap_or_default();
    button.say_if(at!(BUTTON, "sum"), &[&total]);
    toggle(button.part(at!(BUTTON, "sum")), "data-open", view.open);
    let total: &[&str] = if total.is_empty() || view.open { &[] } else { &[", ", &total] };
    button
        .label(at!(BUTTON, "cart-button"), &[wording.words.say(Word::Cart), ", ", &items(view, wording), &join(total)]);
    // The first count is no news; a later one moves once.
    if button.memory.replace(view.count).is_some_and(|before| before != view.count) {
        button.replay(at!(BUTTON, "count"));
    }
}

/// How many pieces there are, in words.
pub fn items(view: &CartView, wording: &Wording) -> String {
    wording.words.count(Word::ItemsOne, Word::Items, view.count.into())
}
