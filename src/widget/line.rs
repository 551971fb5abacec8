//! The lines of the cart, by seller.

use super::draw::{Row, TEXT_MAX, Write, at, or_none};
use super::sheet::SHEET;
use super::words::{Word, cut, digits};
use super::{Number, Wording, card, note};
use crate::engine::view::{CartView, LineView};
use crate::ucp::money::Minor;

const GROUP: &str = "\
section .seller-group part=seller-group
 h3 .seller
  span .from dir=auto
  span .county dir=auto
 ul .lines role=list";

const LINE: &str = "\
li .line part=line
 img .thumb width=56 height=56 alt= loading=lazy decoding=async referrerpolicy=no-referrer
 div .what
  div :line-title dir=auto
  div .each
  div :line-total
  div .measure
  div .capped aria-live=polite
 div .tools
  div .stepper
   button .less type=button data-do=less
    svg
     path d=M6+12h12
   input :line-quantity type=number min=0 step=1 inputmode=numeric autocomplete=off data-do=quantity
   button .more type=button data-do=plus
    svg
     path d=M6+12h12M12+6v12
  span .unsent role=img hidden
   svg
    path d=M12+3a9+9+0+1+0+.01+0M12+7.5V12l3+2
  button :remove .plain type=button data-do=remove
 div .notes";

/// Shows the groups inside the sheet. True if a line that had the focus went away.
pub fn show(sheet: &Row, view: &CartView, wording: &Wording) -> bool {
    let mut lost = false;
    let mut groups = 0;
    for group in &view.groups {
        let seller = or_none(&group.seller);
        let row = sheet.row(at!(SHEET, "groups"), groups, seller, GROUP);
        row.say_if(at!(GROUP, "from"), seller);
        row.say_if(at!(GROUP, "county"), or_none(&group.county));
        row.mark(at!(GROUP, "seller"), "data-both", group.seller.is_some() && group.county.is_some());
        let mut lines = 0;
        for line in &group.lines {
            show_line(&row.row(at!(GROUP, "lines"), lines, &line.item.0, LINE), line, view, wording);
            lines += 1;
        }
        lost |= row.end(at!(GROUP, "lines"), lines);
        groups += 1;
    }
    sheet.end(at!(SHEET, "groups"), groups) || lost
}

fn show_line(row: &Row, view: &LineView, cart: &CartView, wording: &Wording) {
    let words = &wording.words;
    let money = |amount: Option<Minor>| {
        amount.map(|amount| (wording.write)(Number::Money(amount, &cart.currency))).unwrap_or_default()
    };
    let ink = row.ink();
    ink.write(at!(LINE, "line"), "data-item", Some(&view.item.0));
    ink.write(at!(LINE, "thumb"), "src", view.image.as_ref().map(|image| image.url.as_str()));
    ink.say(at!(LINE, "line-title"), &view.title);
    let each = view.price.as_ref().map(|price| wording.price(price)).unwrap_or_default();
    ink.say(at!(LINE, "each"), &words.fill(Word::Each, &each));
    ink.show(at!(LINE, "each"), view.price.is_some());
    let measure = view.unit_price.as_ref().map(|unit| card::measure(unit, wording)).unwrap_or_default();
    ink.say_if(at!(LINE, "measure"), &measure);
    ink.say(at!(LINE, "line-total"), &money(view.total));
    let quantity = digits(view.quantity.into());
    // Written only when another quantity is shown, so that an answer does not take away what is being typed.
    if row.put(at!(LINE, "line"), "data-quantity", Some(&quantity)) > 0 {
        row.put(at!(LINE, "line-quantity"), "value", Some(&quantity));
    }
    ink.write(at!(LINE, "line-quantity"), "max", view.limit.map(|limit| digits(limit.into())).as_deref());
    let capped = view.limit.is_some_and(|limit| view.quantity >= limit);
    // Whoever types more than there are sees why it becomes fewer.
    ink.say(at!(LINE, "capped"), if capped { words.say(Word::Limit) } else { "" });
    ink.enable(at!(LINE, "less"), view.quantity > 1);
    ink.enable(at!(LINE, "more"), !capped);
    ink.say(at!(LINE, "remove"), words.say(Word::Remove));
    ink.show(at!(LINE, "unsent"), view.open && cart.waiting.is_some());
    let title = cut(&view.title, TEXT_MAX);
    for (part, word) in [
        (at!(LINE, "less"), Word::Less),
        (at!(LINE, "line-quantity"), Word::Quantity),
        (at!(LINE, "more"), Word::Plus),
        (at!(LINE, "remove"), Word::RemoveNamed),
        (at!(LINE, "unsent"), Word::NotSent),
    ] {
        ink.label(part, &words.fill(word, title));
    }
    note::show_all(row, at!(LINE, "notes"), 0, &view.messages, wording);
}
