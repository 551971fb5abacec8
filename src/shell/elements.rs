//! The elements on the page: attached, changed and removed by the page, loaded when they come near, drawn after every drain.

use std::cell::RefMut;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot};

use super::attributes::{Attributes, Wanted};
use super::language::Spoken;
use super::{Open, Runtime};
use crate::engine::event::Event;
use crate::engine::ids::ViewId;
use crate::widget::{Kind, LISTENED, Look, Widget};

/// One element that is on the page.
pub struct Attached {
    /// What its shop knows it by.
    pub view: ViewId,
    /// The element.
    pub element: HtmlElement,
    /// Its shop.
    pub open: &'static Open,
    /// Its drawing.
    pub widget: Widget,
    /// Its language.
    pub spoken: Rc<Spoken>,
    pub(super) look: Look,
    pub(super) wanted: Wanted,
    /// It is or was near the viewport: what it wants has been asked for.
    near: bool,
    /// The shop's revision that is drawn; none: draw it in any case.
    drawn: Option<u64>,
}

impl Runtime {
    /// An element came onto the page.
    pub fn attach(&'static self, element: &HtmlElement, kind: Kind, root: &ShadowRoot) {
        let attributes = Attributes { element, kind };
        let api = attributes.text("api");
        let Some(origin) = self.business(api.clone()) else {
            let found = api.unwrap_or_default();
            return attributes.say(&[
                "api=\"",
                &found,
                "\". Give the business's origin: api=\"https://market.example\".",
            ]);
        };
        let look = attributes.look();
        let inline = look.mode == "inline";
        let Ok(widget) = Widget::build(look.clone(), element, root) else { return };
        let (spoken, wanted) = self.read(&attributes);
        let open = self.open(origin, &self.place, api.is_none());
        open.compare_with(&wanted);
        let view = ViewId(self.views.get() + 1);
        self.views.set(view.0);
        let attached =
            Attached { view, element: element.clone(), open, widget, spoken, look, wanted, near: false, drawn: None };
        self.elements.borrow_mut().push(attached);
        let acting = element.clone();
        let acted = self.host.callback(move |event, _| self.acted(open, view, &acting, event.unchecked_ref()));
        for name in LISTENED {
            self.host.listen(root, name, &acted);
        }
        if kind == Kind::Cart {
            if inline {
                self.host.rest();
            }
            self.came_near(view);
        } else {
            self.host.when_near(element, move |_, _| self.came_near(view));
        }
    }

    /// An element left the page; moving it is no leaving.
    pub fn detach(&'static self, element: &HtmlElement) {
        let gone = {
            let mut elements = self.elements.borrow_mut();
            let place = elements.iter().position(|attached| attached.element == *element);
            place.map(|place| elements.remove(place))
        };
        if let Some(gone) = gone {
            self.dispatch(gone.open, Event::ViewGone { view: gone.view }, None);
        }
    }

    /// Attributes of an element changed, or it was moved.
    pub fn changed(&'static self, element: &HtmlElement, kind: Kind, root: &ShadowRoot) {
        let attributes = Attributes { element, kind };
        let business = self.business(attributes.text("api"));
        let look = attributes.look();
        let stays = self.elements.borrow().iter().any(|attached| {
            attached.element == *element
                && business.as_ref() == Some(&attached.open.origin)
                && (&attached.look.layout, &attached.look.mode, attached.look.search)
                    == (&look.layout, &look.mode, look.search)
        });
        if !stays {
            self.detach(element);
            return self.attach(element, kind, root);
        }
        let (spoken, wanted) = self.read(&attributes);
        let view = {
            let mut elements = self.elements.borrow_mut();
            let Some(attached) = elements.iter_mut().find(|attached| attached.element == *element) else { return };
            attached.open.compare_with(&wanted);
            if !Rc::ptr_eq(&attached.spoken, &spoken) {
                attached.spoken = spoken;
                attached.drawn = None;
            }
            let changed = attached.wanted != wanted;
            attached.wanted = wanted;
            (changed && attached.near).then_some(attached.view)
        };
        match view {
            Some(view) => self.want(view),
            None => self.drain(),
        }
    }

    /// The language that an element speaks, and what it wants.
    fn read(&'static self, attributes: &Attributes) -> (Rc<Spoken>, Wanted) {
        let language = self.language(Some(attributes.element), self.place.text("lang").as_deref());
        (self.wording(language.as_deref()), attributes.wanted(&self.place, language))
    }

    /// Tells the shop what an element wants.
    pub fn want(&'static self, view: ViewId) {
        let Some((open, wanted)) = self.attached(view).map(|attached| (attached.open, attached.wanted.clone())) else {
            return;
        };
        let event = match wanted {
            Wanted::List(wanted) => Event::ListWanted { view, wanted: *wanted },
            Wanted::Product(item, context) => Event::ProductWanted { view, item, context },
            Wanted::Cart(context) => Event::CartWanted { view, context },
            Wanted::Nothing => Event::ViewGone { view },
        };
        self.dispatch(open, event, None);
    }

    /// Draws every element whose shop may have changed since it was drawn.
    pub fn draw(&self) {
        for attached in self.elements.borrow_mut().iter_mut() {
            let shop = attached.open.shop.borrow();
            let revision = Some(shop.revision());
            if attached.drawn == revision || !attached.near {
                continue;
            }
            let Some(wording) = attached.spoken.wording() else { continue };
            match attached.look.kind {
                Kind::Cart => attached.widget.show_cart(&shop.view_cart(), wording),
                Kind::Shop | Kind::Product => attached.widget.show_list(&shop.view_list(attached.view), wording),
            }
            attached.drawn = revision;
        }
    }

    /// The element that a shop knows as `view`. None while elements are drawn.
    pub fn attached(&self, view: ViewId) -> Option<RefMut<'_, Attached>> {
        let elements = self.elements.try_borrow_mut().ok()?;
        RefMut::filter_map(elements, |elements| elements.iter_mut().find(|attached| attached.view == view)).ok()
    }

    fn came_near(&'static self, view: ViewId) {
        if let Some(mut attached) = self.attached(view) {
            attached.near = true;
        }
        self.want(view);
    }
}

impl Open {
    /// Compares what an element says of the cart with what was said before.
    fn compare_with(&self, wanted: &Wanted) {
        if let Some(context) = wanted.context() {
            self.compare([context.currency.clone(), context.address_country.clone(), None]);
        }
    }
}
