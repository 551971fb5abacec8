//! What buyers do with the elements, told to the shop.

use super::elements::Attached;
use super::{Open, Runtime, host, spoken};
use crate::engine::event::Event;
use crate::engine::ids::{ItemId, ViewId};
use crate::engine::problem::Problem;
use crate::engine::view::Phase;
use crate::widget::{Action, Kind, Opened, PIECES_MAX, Widget, Wording};

/// Where a shop's wish has its seller, category, query and order; behind those are its ids (`elements.rs`).
const SELLER: usize = 4;
pub const CATEGORY: usize = 5;
const QUERY: usize = 6;
const SORT: usize = 7;
/// How long nothing more has to be typed before it is searched for.
const TYPING_MS: u32 = 300;

impl Runtime {
    /// Does what the buyer asked for in an element.
    pub fn act(&'static self, open: &'static Open, number: u32, action: Action) {
        let view = ViewId(number);
        let told = match action {
            Action::Add { variant, pieces } => return self.press_add(open, number, variant, pieces),
            Action::Detail { product } => return self.open_detail(open, number, product),
            Action::Pieces { pieces } => return self.count_pieces(number, pieces),
            Action::OpenCart => return self.show_cart(open, number),
            Action::CloseCart => return self.touch(number, |element| element.widget.close_drawer()),
            Action::Search { query, typing } => return self.look_for(number, query, typing),
            Action::Category { value } => return self.narrow(number, CATEGORY, &value),
            Action::Reset => return self.widen(number),
            Action::Sort { value } => return self.narrow(number, SORT, &value),
            Action::OptionsOpened { product } => Event::OptionsOpened { view, product },
            Action::OptionChosen { product, option, label } => {
                // The browser shows what was chosen, whatever comes of it.
                self.attached(number).into_iter().for_each(|mut element| element.drawn = None);
                Event::OptionChosen { view, product, option, label }
            }
            Action::More => {
                let before = open.shop.borrow().count_cards(view);
                self.note_asked(number, before);
                Event::MoreWanted { view }
            }
            Action::Retry => {
                self.note_asked(number, 0);
                Event::RetryWanted { view }
            }
            Action::Checkout { agreed } => {
                if agreed > 0 {
                    self.dispatch(open, Event::PricesAgreed { upto: agreed }, number);
                }
                return self.press_checkout(open, number);
            }
            Action::Code { code, wanted } => {
                let mut codes = open.shop.borrow().view_cart().codes.unwrap_or_default();
                codes.retain(|known| wanted || known != &code);
                codes.extend(wanted.then(|| code.trim().to_owned()));
                Event::CodesChosen { codes }
            }
            Action::Undo => Event::RemovalUndone,
            Action::Quantity { item, quantity } => Event::QuantityChosen { call: None, item, quantity },
            Action::Dismiss { notice } => Event::NoticeDismissed { notice },
        };
        self.dispatch(open, told, number);
    }

    /// Goods are asked for behind so many.
    fn note_asked(&'static self, number: u32, before: usize) {
        self.touch(number, |element| element.before = element.widget.asks(before).then_some(before));
    }

    fn press_add(&'static self, open: &'static Open, number: u32, item: ItemId, quantity: u32) {
        if !open.shop.borrow().shows(ViewId(number), &item) || !self.may_add(number, &item.0, quantity) {
            return;
        }
        let view = Some(ViewId(number));
        let channel = Some(host::attribute(&self.host, number, "channel")).filter(|channel| !channel.is_empty());
        let after_add = host::attribute(&self.host, number, "after-add");
        // Before anything is drawn: a browser that is asked what can be seen lays out what was.
        let drawer = host::drawer(&self.host, open.number, number);
        if !matches!(after_add.as_str(), "" | "toast" | "open" | "none") {
            self.complain(number, &after_add);
        }
        if after_add == "open" && drawer > 0 {
            self.draw_only(drawer);
        }
        self.dispatch(open, Event::Added { view, call: None, item, quantity, channel }, number);
        let toast = match after_add.as_str() {
            "open" => !self.open_drawer(drawer, number),
            said => said != "none",
        };
        // In a dialog that covers the page, the dialog itself says so.
        if toast && !self.attached(number).is_some_and(|attached| attached.widget.drawer_is_open()) {
            self.in_words(number, |widget, wording| widget.toast(drawer > 0, None, wording));
        }
    }

    /// Tells the buyer at an element what went wrong, where its goods stand and would look as if nothing had.
    #[inline(never)]
    pub fn warn_rest(&'static self, number: u32, problem: &Problem) {
        let Some(open) = self.attached(number).map(|attached| attached.open) else { return };
        let shown = matches!(open.shop.borrow().view_list(ViewId(number)).phase, Phase::Shown);
        let drawer = shown && host::drawer(&self.host, open.number, number) > 0;
        self.in_words(number, |widget, wording| match shown {
            true => widget.toast(drawer, Some(problem), wording),
            false => widget.announce(problem, wording),
        });
    }

    /// Shows a product in full, at once as far as it is known, and asks for the rest of it.
    fn open_detail(&'static self, open: &'static Open, number: u32, product: ItemId) {
        let view = ViewId(number);
        let Some(detail) = open.shop.borrow().view_detail_rest(view, &product) else { return };
        if let Some(mut attached) = self.attached(number) {
            let (wish, adds) = (attached.wish.clone(), detail.card.adds);
            attached.opened = Some(Opened { product: product.clone(), wish, pieces: 1, adds, stands: false });
            attached.drawn = None;
        }
        self.dispatch(open, Event::OptionsOpened { view, product }, number);
        self.touch(number, |element| _ = element.widget.open_drawer());
        if let Some(opened) = self.attached(number).as_mut().and_then(|attached| attached.opened.as_mut()) {
            opened.stands = true;
        }
    }

    fn count_pieces(&'static self, number: u32, pieces: u32) {
        self.touch(number, |attached| {
            attached.drawn = None;
            if let Some(opened) = &mut attached.opened {
                opened.pieces = pieces.clamp(1, PIECES_MAX);
            }
        });
    }

    fn complain(&self, number: u32, after_add: &str) {
        let Some(kind) = self.attached(number).map(|attached| attached.kind) else { return };
        let name = if kind == Kind::Shop { "<tsampa-shop>" } else { "<tsampa-product>" };
        let said = [name, " has after-add=\"", after_add, "\". Write one of these: toast open none."];
        self.host.say(&said.concat());
    }

    /// Lets an element say something in its own language.
    fn in_words(&'static self, number: u32, say: impl FnOnce(&Widget, &Wording)) {
        self.touch(number, |attached| {
            if let Some(wording) = spoken(&self.wordings.borrow(), attached.tongue) {
                say(&attached.widget, wording);
            }
        });
    }

    /// Lets `work` touch an element's drawing. What that causes, a focus that moves, waits until it is done. (By its type: what a pointer
    /// to a function names ships with the first part.)
    fn touch(&'static self, number: u32, work: impl FnOnce(&mut Attached)) {
        let busy = self.busy.replace(true);
        if let Some(mut attached) = self.attached(number) {
            work(&mut attached);
        }
        self.busy.set(busy);
        self.drain();
    }

    /// Shows the cart: in a drawer of the page, or, where the page has none, at the business.
    fn show_cart(&'static self, open: &'static Open, number: u32) {
        if !self.open_drawer(host::drawer(&self.host, open.number, number), number) {
            self.press_checkout(open, number);
        }
    }

    /// Opens this drawer, in place of an element's dialog; false if it is none (0).
    fn open_drawer(&'static self, drawer: u32, number: u32) -> bool {
        if drawer > 0 {
            self.touch(drawer, |cart| cart.opening = !cart.widget.open_drawer());
            if drawer != number {
                self.touch(number, |element| element.widget.close_drawer());
            }
        }
        drawer > 0
    }

    /// Searches when nothing more was typed for a moment, or at once when it was sent.
    fn look_for(&'static self, number: u32, query: String, typing: bool) {
        let Some(mut attached) = self.attached(number) else { return };
        attached.typed += 1;
        let typed = attached.typed;
        drop(attached);
        if !typing {
            return self.narrow(number, QUERY, query.trim());
        }
        self.host.later(TYPING_MS, move || {
            if self.attached(number).is_some_and(|attached| attached.typed == typed) {
                self.narrow(number, QUERY, query.trim());
            }
        });
    }

    /// The list is what the page's author made it, again.
    fn widen(&'static self, number: u32) {
        let Some(mut attached) = self.attached(number) else { return };
        attached.wish = attached.said.clone();
        attached.widget.clear_search();
        drop(attached);
        self.want(number);
    }

    /// The page changed or moved an element: an open dialog of it is one again. What is wanted from now on.
    #[inline(never)]
    pub fn changed_rest(&'static self, number: u32, said: &str) -> String {
        let mut wish = said.to_owned();
        self.touch(number, |attached| {
            _ = attached.widget.drawer_is_open();
            wish = attached.wish_on(said);
        });
        wish
    }

    /// The buyer narrows a list down. It lasts until the page's author chooses other goods.
    fn narrow(&'static self, number: u32, place: usize, value: &str) {
        let Some(mut attached) = self.attached(number) else { return };
        let mut wish: Vec<&str> = attached.wish.split('\0').collect();
        if let Some(wanted) = wish.get_mut(place) {
            *wanted = value;
        }
        let wish = wish.join("\0");
        if wish == attached.wish {
            return;
        }
        attached.wish = wish;
        drop(attached);
        self.want(number);
    }
}

impl Attached {
    /// What is wanted once the author says this: where the choice of goods is the same, for another currency perhaps, it is still narrowed
    /// down as the buyer did it. Else their words would stand beside goods that they do not mean: they go.
    fn wish_on(&mut self, said: &str) -> String {
        let [before, mine, now] =
            [self.said.as_str(), &self.wish, said].map(|wish| wish.split('\0').collect::<Vec<_>>());
        if before.get(SELLER..SORT) != now.get(SELLER..SORT) || before.get(SORT + 1..) != now.get(SORT + 1..) {
            self.typed += 1;
            self.widget.empty_search();
            return said.to_owned();
        }
        let kept = |(place, now)| if before.get(place) == Some(now) { mine.get(place).unwrap_or(now) } else { now };
        now.iter().enumerate().map(kept).copied().collect::<Vec<_>>().join("\0")
    }
}
