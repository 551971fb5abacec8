//! The lines of the cart, by seller.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::keyed::keep;
use super::row::{Row, TEXT_MAX, or_none};
use super::sheet::SHEET;
use super::skeleton::{Skeleton, at, set};
use super::words::{Word, cut, digits};
use super::{Wording, note};
use crate::engine::view::{CartView, LineView, MessageView};
use crate::ucp::money::Minor;

thread_local! {
    static GROUP_TREE: Skeleton = const { Skeleton::new(GROUP) };
    static LINE_TREE: Skeleton = const { Skeleton::new(LINE) };
}

const GROUP: &str = "
section .seller-group part=seller-group
 h3 .seller
  span @from dir=auto
  span @place
   span @county dir=auto
 ul @lines role=list";

const LINE: &str = "
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
 div @notes";

/// Shows the groups inside the sheet. True if a line that had the focus went away.
pub fn show(sheet: &mut Row, view: &CartView, wording: &Wording) -> bool {
    let parent = sheet.part(at!(SHEET, "groups")).clone();
    let seller = |place: usize| view.groups.get(place).map_or("", |group| or_none(&group.seller));
    let mut line_lost = false;
    let lost =
        keep(&parent, &mut sheet.rows, view.groups.len(), &seller, &|_| Row::of(&GROUP_TREE), &mut |place, row| {
            let Some(group) = view.groups.get(place) else { return };
            row.say_if(at!(GROUP, "from"), &[seller(place)]);
            row.say(at!(GROUP, "county"), &[or_none(&group.county)]);
            row.show(at!(GROUP, "place"), group.county.is_some());
            let parent = row.part(at!(GROUP, "lines")).clone();
            let item = |place: usize| group.lines.get(place).map_or("", |line| &line.item.0);
            line_lost |=
                keep(&parent, &mut row.rows, group.lines.len(), &item, &|_| Row::of(&LINE_TREE), &mut |place, row| {
                    if let Some(line) = group.lines.get(place) {
                        show_line(row, line, view, wording);
                    }
                });
        });
    lost || line_lost
}

fn show_line(row: &mut Row, view: &LineView, cart: &CartView, wording: &Wording) {
    let words = &wording.words;
    let money =
        |amount: Option<Minor>| amount.map(|amount| (wording.money)(amount, &cart.currency)).unwrap_or_default();
    set(&row.element, "data-item", &view.item.0);
    row.set_if(at!(LINE, "thumb"), "src", view.image.as_ref().map(|image| image.url.as_str()));
    row.say(at!(LINE, "line-title"), &[&view.title]);
    row.say(at!(LINE, "each"), &[&words.fill(Word::Each, &money(view.price))]);
    row.show(at!(LINE, "each"), view.price.is_some());
    row.say(at!(LINE, "line-total"), &[&money(view.total)]);
    let quantity = digits(view.quantity.into());
    // Written only when another quantity is shown, so that an answer does not take away what is being typed.
    if row.memory.replace(view.quantity) != Some(view.quantity) {
        row.part(at!(LINE, "line-quantity")).unchecked_ref::<HtmlInputElement>().set_value(&quantity);
        set(&row.element, "data-quantity", &quantity);
    }
    row.set_if(at!(LINE, "line-quantity"), "max", view.limit.map(|limit| digits(limit.into())).as_deref());
    row.enable(at!(LINE, "less"), view.quantity > 1);
    row.enable(at!(LINE, "more"), view.limit.is_none_or(|limit| view.quantity < limit));
    row.say(at!(LINE, "remove"), &[words.say(Word::Remove)]);
    row.show(at!(LINE, "unsent"), view.open && cart.waiting.is_some());
    let title = cut(&view.title, TEXT_MAX);
    for (part, word) in [
        (at!(LINE, "less"), Word::Less),
        (at!(LINE, "line-quantity"), Word::Quantity),
        (at!(LINE, "more"), Word::Plus),
        (at!(LINE, "remove"), Word::RemoveNamed),
        (at!(LINE, "unsent"), Word::NotSent),
    ] {
        row.label(part, &[&words.fill(word, title)]);
    }
    let parent = row.part(at!(LINE, "notes")).clone();
    let messages: Vec<&MessageView> = view.messages.iter().collect();
    note::show(&parent, &mut row.rows, &messages, wording);
}
