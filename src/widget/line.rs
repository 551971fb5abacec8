//! The lines of the cart, by seller.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::card::{NAME_MAX, TITLE_MAX};
use super::keyed::keep;
use super::row::Row;
use super::skeleton::{Skeleton, set};
use super::words::{Word, cut, digits};
use super::{Wording, note};
use crate::engine::view::{CartView, LineView, MessageView};

thread_local! {
    static GROUP: Skeleton = const { Skeleton::new("
section .seller-group part=seller-group
 h3 .seller
  span @from dir=auto
  span @place
   span @county dir=auto
 ul @lines role=list") };
    static LINE: Skeleton = const { Skeleton::new("
li .line part=line
 img @thumb width=56 height=56 alt= loading=lazy decoding=async referrerpolicy=no-referrer
 div .what
  div :line-title dir=auto
  div @each
 div :line-total
 div .tools
  div .stepper
   button @less type=button data-do=less
    svg minus
   input :line-quantity type=number min=0 step=1 inputmode=numeric autocomplete=off data-do=quantity
   button @more type=button data-do=plus
    svg plus
  span @unsent role=img hidden
   svg clock
  button :remove .plain type=button data-do=remove
 div @notes") };
}

/// Shows the groups inside the sheet. True if a line that had the focus went away.
pub fn show(sheet: &mut Row, view: &CartView, wording: &Wording) -> bool {
    let keys: Vec<&str> = view.groups.iter().map(|group| group.seller.as_deref().unwrap_or_default()).collect();
    let parent = sheet.part("groups").clone();
    let mut lost = false;
    let seller_lost = keep(&parent, &mut sheet.rows, &keys, &|_| Row::of(&GROUP), &mut |place, row| {
        let Some(group) = view.groups.get(place) else { return };
        row.say_if("from", group.seller.as_deref().map(|seller| cut(seller, NAME_MAX)));
        row.say("county", cut(group.county.as_deref().unwrap_or_default(), NAME_MAX));
        row.show("place", group.county.is_some());
        let keys: Vec<&str> = group.lines.iter().map(|line| line.item.0.as_str()).collect();
        let parent = row.part("lines").clone();
        lost |= keep(&parent, &mut row.rows, &keys, &|_| Row::of(&LINE), &mut |place, row| {
            if let Some(line) = group.lines.get(place) {
                show_line(row, line, view, wording);
            }
        });
    });
    lost || seller_lost
}

fn show_line(row: &mut Row, view: &LineView, cart: &CartView, wording: &Wording) {
    let words = &wording.words;
    let title = cut(&view.title, TITLE_MAX);
    let money = |amount| (wording.money)(amount, &cart.currency);
    set(&row.element, "data-item", &view.item.0);
    row.set_if("thumb", "src", view.image.as_ref().map(|image| image.url.as_str()));
    row.say("line-title", title);
    let each = view.price.map(|price| words.fill(Word::Each, &[("price", &money(price))]));
    row.say_if("each", each.as_deref());
    row.say("line-total", &view.total.map(money).unwrap_or_default());
    let quantity = digits(view.quantity.into());
    // Written only when another quantity is shown, so that an answer does not take away what is being typed.
    if row.memory.replace(view.quantity) != Some(view.quantity) {
        row.part("line-quantity").unchecked_ref::<HtmlInputElement>().set_value(&quantity);
        set(&row.element, "data-quantity", &quantity);
    }
    row.set_if("line-quantity", "max", view.limit.map(|limit| digits(limit.into())).as_deref());
    row.enable("less", view.quantity > 1);
    row.enable("more", view.limit.is_none_or(|limit| view.quantity < limit));
    row.say("remove", words.say(Word::Remove));
    row.show("unsent", view.open && cart.waiting.is_some());
    row.set("unsent", "aria-label", words.say(Word::NotSent));
    for (part, word) in
        [("less", Word::Less), ("line-quantity", Word::Quantity), ("more", Word::Plus), ("remove", Word::RemoveNamed)]
    {
        row.set(part, "aria-label", &words.fill(word, &[("title", title)]));
    }
    let parent = row.part("notes").clone();
    let messages: Vec<&MessageView> = view.messages.iter().collect();
    note::show(&parent, &mut row.rows, &messages, wording);
}
