//! What buyers do with the elements, told to the shop.

use super::{Open, Runtime};
use crate::engine::event::Event;
use crate::engine::ids::{ItemId, ViewId};
use crate::widget::{Action, Kind, Widget};

/// Where a shop's wish has its query and its order (`elements.rs`).
const QUERY: usize = 6;
const SORT: usize = 7;

impl Runtime {
    /// Does what the buyer asked for in an element.
    pub fn act(&'static self, open: &'static Open, number: u32, action: Action) {
        let view = ViewId(number);
        let told = match action {
            Action::Add { variant, .. } => return self.press_add(open, number, variant),
            Action::OpenCart => return self.show_cart(open, number),
            Action::CloseCart => return self.touch(number, Widget::close_drawer),
            Action::Search { query } => return self.narrow(number, QUERY, query.trim()),
            Action::Sort { value } => return self.narrow(number, SORT, &value),
            Action::OptionsOpened { product } => Event::OptionsOpened { view, product },
            Action::OptionChosen { product, option, label } => Event::OptionChosen { view, product, option, label },
            Action::More => Event::MoreWanted { view },
            Action::Retry => Event::RetryWanted { view },
            Action::Checkout { agreed } => {
                if agreed > 0 {
                    self.dispatch(open, Event::PricesAgreed { upto: agreed }, number);
                }
                Event::CheckoutChosen { call: None, navigate: true }
            }
            Action::Undo => Event::RemovalUndone,
            Action::Quantity { item, quantity } => Event::QuantityChosen { call: None, item, quantity },
            Action::Remove { item } => Event::QuantityChosen { call: None, item, quantity: 0 },
            Action::Dismiss { notice } => Event::NoticeDismissed { notice },
        };
        self.dispatch(open, told, number);
    }

    fn press_add(&'static self, open: &'static Open, number: u32, item: ItemId) {
        if !self.may_add(number, &item.0, 1) {
            return;
        }
        let view = Some(ViewId(number));
        let channel = Some(self.host.attribute(number, "channel")).filter(|channel| !channel.is_empty());
        let after_add = self.host.attribute(number, "after-add");
        self.dispatch(open, Event::Added { view, call: None, item, quantity: 1, channel }, number);
        let toast = match after_add.as_str() {
            "open" => !self.open_drawer(open, number),
            "none" => false,
            _ => {
                if !matches!(after_add.as_str(), "" | "toast") {
                    self.complain(number, &after_add);
                }
                true
            }
        };
        if toast {
            self.toast(number);
        }
    }

    fn complain(&self, number: u32, after_add: &str) {
        let Some(kind) = self.attached(number).map(|attached| attached.kind) else { return };
        let name = if kind == Kind::Shop { "<tsampa-shop>" } else { "<tsampa-product>" };
        let said = [name, " has after-add=\"", after_add, "\". Write one of these: toast open none."];
        self.host.say(&said.concat());
    }

    fn toast(&'static self, number: u32) {
        let busy = self.busy.replace(true);
        if let Some(attached) = self.attached(number)
            && let Some(Some(wording)) = self.wordings.borrow().get(attached.tongue as usize)
        {
            attached.widget.toast(wording);
        }
        self.busy.set(busy);
        self.drain();
    }

    /// Lets `work` touch an element's drawing. What that causes, a focus that moves, waits until it is done.
    fn touch(&'static self, number: u32, work: fn(&Widget)) {
        let busy = self.busy.replace(true);
        if let Some(attached) = self.attached(number) {
            work(&attached.widget);
        }
        self.busy.set(busy);
        self.drain();
    }

    /// Shows the cart: in a drawer of the page, or, where the page has none, at the business.
    fn show_cart(&'static self, open: &'static Open, number: u32) {
        if !self.open_drawer(open, number) {
            self.dispatch(open, Event::CheckoutChosen { call: None, navigate: true }, number);
        }
    }

    /// Opens the drawer of this element, else the page's first. False if there is none of this shop.
    fn open_drawer(&'static self, open: &Open, number: u32) -> bool {
        let drawer = self.host.drawer(open.number, number);
        if drawer > 0 {
            self.touch(drawer, Widget::open_drawer);
        }
        drawer > 0
    }

    /// The buyer narrows a list down. It lasts until the page's author changes the element's attributes.
    fn narrow(&'static self, number: u32, place: usize, value: &str) {
        let Some(mut attached) = self.attached(number) else { return };
        let mut wish: Vec<&str> = attached.wish.split('\0').collect();
        if let Some(wanted) = wish.get_mut(place) {
            *wanted = value;
        }
        attached.wish = wish.join("\0");
        drop(attached);
        self.want(number);
    }
}
