//! `<tsampa-cart>`: a button that tells how much is in the cart, and the sheet that shows all of it, in a drawer or in place.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement};

use super::keyed::Keyed;
use super::line::{Group, Setting, seller_of};
use super::note::{self, Note};
use super::part::Part;
use super::skeleton::{Skeleton, element, find, set, toggle};
use super::totals::{self, TotalRow};
use super::words::{Word, digits};
use super::{Look, Wording, said};
use crate::engine::problem::join;
use crate::engine::view::{CartView, Tone, Waiting};
use crate::ucp::total::grand_total;

thread_local! {
    static BUTTON: Skeleton = const { Skeleton::new("
button :cart-button type=button data-do=open
 svg bag
 span :count hidden
 span .sum hidden") };
    static DRAWER: Skeleton = const { Skeleton::new("
dialog :drawer data-do=close aria-labelledby=name") };
    static INLINE: Skeleton = const { Skeleton::new("
section .holder aria-labelledby=name") };
    static TREE: Skeleton = const { Skeleton::new(SHEET) };
}

const SHEET: &str = "
div .sheet data-do=stay
 div .head
  h2 .name id=name tabindex=-1
   slot name=title
    span .heading
  span .tally
  button :close type=button autofocus data-do=close
   svg close
 div .body
  div .notes .told aria-live=polite
  div .groups
  div :empty
   slot name=empty
    svg bag
    p .nothing
    p .hint
    button .quiet .look type=button data-do=close
 div .foot hidden
  p .wait hidden
   svg clock
   span .why
  dl .totals
  p .estimate
  button :checkout .solid type=button data-do=checkout
  slot name=footer";

/// The cart's element.
pub struct Cart {
    /// Everything this room draws in the shadow root, the author's fallback aside.
    pub root: Element,
    button: Option<Button>,
    sheet: Option<Sheet>,
    dialog: Option<HtmlDialogElement>,
    shown: CartView,
}

impl Cart {
    /// The cart before anything is known of it.
    pub fn build(look: &Look) -> Self {
        let root = element("div");
        set(&root, "class", "root");
        toggle(&root, "hidden", true);
        let inline = look.mode == "inline";
        let button = (!inline).then(|| Button::build(&root));
        let holder = match look.mode.as_str() {
            "inline" => Some(INLINE.with(Skeleton::copy)),
            "button" => None,
            _ => Some(DRAWER.with(Skeleton::copy)),
        };
        let dialog = holder.as_ref().filter(|_| !inline).map(|holder| holder.clone().unchecked_into());
        let sheet = holder.map(|holder| {
            _ = root.append_child(&holder);
            Sheet::build(&holder, inline)
        });
        if let Some(button) = &button
            && dialog.is_some()
        {
            button.element.set("aria-haspopup", "dialog");
        }
        Self { root, button, sheet, dialog, shown: CartView::default() }
    }

    /// Shows the cart. True once anything is known of it.
    pub fn show(&mut self, view: &CartView, wording: &Wording, again: bool) -> bool {
        if view.known && (again || *view != self.shown) {
            if let Some(button) = &mut self.button {
                button.show(view, wording);
            }
            if let Some(sheet) = &mut self.sheet {
                sheet.show(view, wording, again);
            }
            toggle(&self.root, "hidden", false);
            view.clone_into(&mut self.shown);
        }
        self.shown.known
    }

    /// The drawer, when this cart has one.
    pub fn dialog(&self) -> Option<&HtmlDialogElement> {
        self.dialog.as_ref()
    }
}

struct Button {
    element: Part,
    count: Part,
    sum: Part,
    shown: Option<u32>,
}

impl Button {
    fn build(root: &Element) -> Self {
        _ = root.append_child(&BUTTON.with(Skeleton::copy));
        let part = |selector| Part::find(root, selector);
        Self { element: part(".cart-button"), count: part(".count"), sum: part(".sum"), shown: None }
    }

    fn show(&mut self, view: &CartView, wording: &Wording) {
        self.count.say(&digits(view.count.into()));
        self.count.show(view.count > 0);
        let total = grand_total(&view.totals).filter(|_| view.count > 0);
        let total = total.map(|total| (wording.money)(total, &view.currency));
        self.sum.say_if(total.as_deref());
        _ = self.sum.element.class_list().toggle_with_force("open", view.open);
        let words = &wording.words;
        let mut named = join(&[words.say(Word::Cart), ", ", &items(view, wording)]);
        if let Some(total) = total.filter(|_| !view.open) {
            named = join(&[&named, ", ", &total]);
        }
        self.element.set("aria-label", &named);
        // The first count is no news; a later one moves once (put back into its place, it plays again).
        if self.shown.replace(view.count).is_some_and(|before| before != view.count) {
            toggle(&self.count.element, "data-on", true);
            _ = self.element.element.insert_before(&self.count.element, Some(&self.sum.element));
        }
    }
}

struct Sheet {
    name: Element,
    heading: Part,
    tally: Part,
    close: Part,
    notes: Keyed<Note>,
    groups: Keyed<Group>,
    empty: Part,
    nothing: Part,
    hint: Part,
    look: Part,
    foot: Part,
    wait: Part,
    why: Part,
    totals_list: Element,
    totals: Keyed<TotalRow>,
    estimate: Part,
    checkout: Part,
}

impl Sheet {
    fn build(holder: &Element, inline: bool) -> Self {
        let sheet = TREE.with(Skeleton::copy);
        _ = holder.append_child(&sheet);
        let part = |selector| Part::find(&sheet, selector);
        let totals_list = find(&sheet, ".totals");
        let sheet = Self {
            name: find(&sheet, ".name"),
            heading: part(".heading"),
            tally: part(".tally"),
            close: part(".close"),
            notes: Keyed::inside(find(&sheet, ".told")),
            groups: Keyed::inside(find(&sheet, ".groups")),
            empty: part(".empty"),
            nothing: part(".nothing"),
            hint: part(".hint"),
            look: part(".look"),
            foot: part(".foot"),
            wait: part(".wait"),
            why: part(".why"),
            totals: Keyed::inside(totals_list.clone()),
            totals_list,
            estimate: part(".estimate"),
            checkout: part(".checkout"),
        };
        sheet.close.show(!inline);
        sheet.look.show(!inline);
        sheet
    }

    fn show(&mut self, view: &CartView, wording: &Wording, again: bool) {
        let words = &wording.words;
        self.heading.say(words.say(Word::Cart));
        self.tally.say(&if view.count > 0 { items(view, wording) } else { String::new() });
        self.close.set("aria-label", words.say(Word::Close));
        let mut messages = view.messages.clone();
        messages.extend(view.problem.as_ref().map(|problem| note::own(Tone::Error, said::problem(problem, words))));
        if !view.durable && view.count > 0 {
            messages.push(note::own(Tone::Info, words.say(Word::NotDurable).to_owned()));
        }
        let mut lost = note::show(&mut self.notes, &messages, wording);
        let setting = Setting { wording, currency: &view.currency, waiting: view.waiting.is_some(), again };
        let mut line_lost = false;
        lost |= self
            .groups
            .show(&view.groups, seller_of, Group::new, |group, view| line_lost |= group.show(view, &setting));
        self.show_empty(view, wording);
        self.show_foot(view, wording);
        if lost || line_lost {
            // What had the focus is gone; the drawer keeps it, at its heading.
            _ = self.name.unchecked_ref::<HtmlElement>().focus();
        }
    }

    fn show_empty(&mut self, view: &CartView, wording: &Wording) {
        let words = &wording.words;
        self.nothing.say(words.say(Word::Empty));
        self.hint.say(words.say(Word::EmptyHint));
        self.look.say(words.say(Word::KeepLooking));
        self.empty.show(view.groups.is_empty());
    }

    fn show_foot(&mut self, view: &CartView, wording: &Wording) {
        let words = &wording.words;
        self.foot.show(!view.groups.is_empty());
        self.wait.show(view.waiting.is_some());
        self.why.say(words.say(match view.waiting {
            Some(Waiting::Retrying) => Word::Retrying,
            Some(Waiting::Offline) | None => Word::Offline,
        }));
        totals::show(&mut self.totals, &view.totals, &view.currency, wording);
        _ = self.totals_list.class_list().toggle_with_force("open", view.open);
        self.estimate.say(words.say(Word::Estimate));
        self.estimate.show(!view.totals.is_empty());
        self.checkout.say(words.say(if view.checking_out { Word::CheckingOut } else { Word::Checkout }));
        self.checkout.enable(view.can_check_out && !view.checking_out);
    }
}

fn items(view: &CartView, wording: &Wording) -> String {
    wording.words.count(Word::ItemsOne, Word::Items, view.count.into())
}
