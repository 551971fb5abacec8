//! `<tsampa-cart>`: a button that tells how much is in the cart; the sheet that shows all of it is drawn in `sheet.rs`.

use super::draw::{Ink, Row, Write, at};
use super::words::{Word, digits};
use super::{Look, Number, Wording, sheet};
use crate::engine::problem::join;
use crate::engine::view::CartView;
use crate::ucp::total::grand_total;

/// Its parts: the author's fallback, the button, and where the sheet will stand.
pub const BUTTON: &str = "\
slot
div .root hidden
 div
  button :cart-button type=button data-do=open
   span .named .hush
   span .bag
   span :count aria-hidden=true hidden
   span .sum aria-hidden=true hidden
 div .stand";

/// The same where the sheet is always there to see.
pub const INLINE: &str = "\
slot
div .root hidden
 div .stand";

/// Shows the cart. True if there is something in the place of the author's fallback; nothing is said before it is known.
pub fn show(cart: &Row, look: &Look, view: &CartView, wording: &Wording) -> bool {
    if view.known {
        let inline = look.mode == "inline";
        if !inline {
            let opens = look.mode != "button";
            let ink = cart.ink();
            ink.write(at!(BUTTON, "cart-button"), "aria-haspopup", opens.then_some("dialog"));
            show_button(&ink, view, wording);
        }
        if !view.asleep {
            sheet::show_rest(cart, look, view, wording);
        }
        cart.ink().show(at!(BUTTON, "root"), true);
    }
    view.known
}

fn show_button(ink: &Ink<'_>, view: &CartView, wording: &Wording) {
    let filled = view.count > 0;
    let total = grand_total(&view.totals).filter(|_| filled);
    let total = total.map(|total| (wording.write)(Number::Money(total, &view.currency))).unwrap_or_default();
    ink.say(at!(BUTTON, "count"), &digits(view.count.into()));
    ink.show(at!(BUTTON, "count"), filled);
    ink.say_if(at!(BUTTON, "sum"), &total);
    ink.mark(at!(BUTTON, "sum"), "data-open", view.open);
    let (comma, total) = if view.open || total.is_empty() { ("", "") } else { (", ", &*total) };
    let name = join(&[wording.words.say(Word::Cart), ", ", &items(view, wording), comma, total]);
    ink.write(at!(BUTTON, "named"), "textContent", Some(&name));
}

/// How many pieces there are, in words.
pub fn items(view: &CartView, wording: &Wording) -> String {
    wording.count(Word::Items, view.count.into())
}
