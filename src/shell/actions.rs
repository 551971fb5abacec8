//! What buyers do with the elements, told to the shop.

use web_sys::HtmlElement;

use super::attributes::{AfterAdd, Attributes, Wanted};
use super::{Open, Runtime};
use crate::engine::event::{Event, ListWanted};
use crate::engine::ids::{ItemId, ViewId};
use crate::widget::{Action, Kind};

impl Runtime {
    /// Does what the buyer asked for in an element.
    pub fn act(&'static self, open: &'static Open, view: ViewId, element: &HtmlElement, action: Action) {
        let told = match action {
            Action::Add { variant, .. } => return self.add(open, view, element, variant),
            Action::OpenCart => return self.show_cart(open, view, element),
            Action::CloseCart => {
                return self.touch(view, |attached| attached.widget.close_drawer());
            }
            Action::Search { query } => {
                return self.narrow(view, |wanted| wanted.query = Some(query).filter(|query| !query.trim().is_empty()));
            }
            Action::Sort { value } => return self.narrow(view, |wanted| wanted.sort = Some(value)),
            Action::OptionsOpened { product } => Event::OptionsOpened { view, product },
            Action::OptionChosen { product, option, label } => Event::OptionChosen { view, product, option, label },
            Action::More => Event::MoreWanted { view },
            Action::Retry => Event::RetryWanted { view },
            Action::Checkout => Event::CheckoutChosen { call: None, navigate: true },
            Action::Quantity { item, quantity } => Event::QuantityChosen { call: None, item, quantity },
            Action::Remove { item } => Event::QuantityChosen { call: None, item, quantity: 0 },
            Action::Dismiss { notice } => Event::NoticeDismissed { notice },
        };
        self.dispatch(open, told, Some(element));
    }

    fn add(&'static self, open: &'static Open, view: ViewId, element: &HtmlElement, item: ItemId) {
        if !self.may_add(Some(element), &item.0, 1) {
            return;
        }
        let Some(kind) = self.attached(view).map(|attached| attached.look.kind) else { return };
        let attributes = Attributes { element, kind };
        let channel = attributes.text("channel");
        let after_add = attributes.after_add();
        self.dispatch(open, Event::Added { view: Some(view), call: None, item, quantity: 1, channel }, Some(element));
        let toast = match after_add {
            AfterAdd::Open => !self.open_drawer(open, view),
            AfterAdd::Toast => true,
            AfterAdd::Nothing => false,
        };
        if toast {
            self.touch(view, |attached| {
                if let Some(wording) = attached.spoken.wording() {
                    attached.widget.toast(wording);
                }
            });
        }
    }

    /// Shows the cart: in a drawer of the page, or, where the page has none, at the business.
    fn show_cart(&'static self, open: &'static Open, view: ViewId, element: &HtmlElement) {
        if !self.open_drawer(open, view) {
            self.dispatch(open, Event::CheckoutChosen { call: None, navigate: true }, Some(element));
        }
    }

    /// Opens the drawer of this element, else the page's first. False if there is none of this shop.
    fn open_drawer(&'static self, open: &Open, view: ViewId) -> bool {
        let drawer = {
            let Ok(elements) = self.elements.try_borrow() else { return false };
            let mut drawers = elements.iter().filter(|attached| {
                attached.open.number == open.number
                    && attached.look.kind == Kind::Cart
                    && attached.look.mode == "drawer"
            });
            let first = drawers.next().map(|attached| attached.view);
            if drawers.any(|attached| attached.view == view) { Some(view) } else { first }
        };
        if let Some(drawer) = drawer {
            self.touch(drawer, |attached| attached.widget.open_drawer());
        }
        drawer.is_some()
    }

    /// The buyer narrows a list down. It lasts until the page's author changes the element's attributes.
    fn narrow(&'static self, view: ViewId, change: impl FnOnce(&mut ListWanted)) {
        let Some(mut attached) = self.attached(view) else { return };
        if let Wanted::List(wanted) = &mut attached.wanted {
            change(wanted);
        }
        drop(attached);
        self.want(view);
    }
}
