//! The elements on the page: attached, changed and removed by the page, loaded when they come near, drawn after every drain.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, AddEventListenerOptions, Event as DomEvent, HtmlElement, IntersectionObserver};
use web_sys::{IntersectionObserverEntry, IntersectionObserverInit, ShadowRoot, ShadowRootInit, ShadowRootMode};

use super::attributes::{Attributes, Wanted};
use super::language::{self, Spoken};
use super::place::Said;
use super::values::bare;
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
    /// Ends its listeners.
    listeners: Option<AbortController>,
}

/// How far away an element may be to be near: one viewport.
const NEAR: &str = "100% 0px";

impl Runtime {
    /// An element came onto the page.
    pub fn attach(&'static self, element: &HtmlElement, kind: Kind) {
        let attributes = Attributes { element, kind };
        let said = attributes.said();
        let origin = match self.place.business(said.api.as_deref()) {
            Ok(origin) => origin,
            Err(found) => {
                return attributes.say(&[
                    "api=\"",
                    &found,
                    "\". Give the business's origin: api=\"https://market.example\".",
                ]);
            }
        };
        let Some(root) = shadow(element) else { return };
        let look = attributes.look();
        let Ok(widget) = Widget::build(look.clone(), element, &root) else { return };
        let open = self.open(origin, &Said { api: said.api.clone(), ..Said::default() });
        open.compare(&said);
        let view = ViewId(self.views.get() + 1);
        self.views.set(view.0);
        let wanted = attributes.wanted(&self.place.said);
        let attached = Attached {
            view,
            element: element.clone(),
            open,
            widget,
            spoken: self.spoken(element),
            look,
            wanted,
            near: false,
            drawn: None,
            listeners: self.listen(element, &root, open, view),
        };
        self.elements.borrow_mut().push(attached);
        if kind == Kind::Cart || !self.watch(element, view) {
            self.came_near(view);
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
            if let Some(listeners) = &gone.listeners {
                listeners.abort();
            }
            self.dispatch(gone.open, Event::ViewGone { view: gone.view }, None);
        }
    }

    /// Attributes of an element changed, or it was moved.
    pub fn changed(&'static self, element: &HtmlElement, kind: Kind) {
        let attributes = Attributes { element, kind };
        let business = self.place.business(attributes.said().api.as_deref());
        let look = attributes.look();
        let stays = self.elements.borrow().iter().any(|attached| {
            attached.element == *element
                && business.as_ref() == Ok(&attached.open.origin)
                && (&attached.look.layout, &attached.look.mode, attached.look.search)
                    == (&look.layout, &look.mode, look.search)
        });
        if !stays {
            self.detach(element);
            return self.attach(element, kind);
        }
        let wanted = attributes.wanted(&self.place.said);
        let spoken = self.spoken(element);
        let view = {
            let mut elements = self.elements.borrow_mut();
            let Some(attached) = elements.iter_mut().find(|attached| attached.element == *element) else { return };
            attached.open.compare(&attributes.said());
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
            None => self.draw(),
        }
    }

    /// Tells the shop what an element wants.
    pub fn want(&'static self, view: ViewId) {
        let Some((open, wanted)) = self.with(view, |attached| (attached.open, attached.wanted.clone())) else { return };
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

    /// Reads something of the element that a shop knows as `view`. None while it is drawn.
    pub fn with<T>(&self, view: ViewId, read: impl FnOnce(&mut Attached) -> T) -> Option<T> {
        let mut elements = self.elements.try_borrow_mut().ok()?;
        elements.iter_mut().find(|attached| attached.view == view).map(read)
    }

    fn came_near(&'static self, view: ViewId) {
        if self.with(view, |attached| !std::mem::replace(&mut attached.near, true)) == Some(true) {
            self.want(view);
        }
    }

    /// False where browsers cannot tell what is near.
    fn watch(&'static self, element: &HtmlElement, view: ViewId) -> bool {
        let seen = self.host.callback(move |entries, _| {
            let near = |entry: JsValue| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting();
            if Array::from(&entries).iter().any(near) {
                self.came_near(view);
            }
        });
        let how: IntersectionObserverInit = bare().unchecked_into();
        how.set_root_margin(NEAR);
        let observer = IntersectionObserver::new_with_options(&seen, &how);
        if let Ok(observer) = &observer {
            observer.observe(element);
        }
        observer.is_ok()
    }

    /// One listener for each kind of event, on the shadow root.
    fn listen(
        &'static self,
        element: &HtmlElement,
        root: &ShadowRoot,
        open: &'static Open,
        view: ViewId,
    ) -> Option<AbortController> {
        let listeners = AbortController::new().ok()?;
        let how: AddEventListenerOptions = bare().unchecked_into();
        how.set_signal(&listeners.signal());
        let element = element.clone();
        let heard = self.host.callback(move |event, _| {
            if let Ok(event) = event.dyn_into::<DomEvent>() {
                self.acted(open, view, &element, &event);
            }
        });
        for name in LISTENED {
            _ = root.add_event_listener_with_callback_and_add_event_listener_options(name, &heard, &how);
        }
        Some(listeners)
    }

    fn spoken(&'static self, element: &HtmlElement) -> Rc<Spoken> {
        self.wording(language::choose(Some(element), self.place.said.lang.as_deref()).as_deref())
    }
}

/// The element's shadow root: its own of before, a page's declarative one, or a new one.
fn shadow(element: &HtmlElement) -> Option<ShadowRoot> {
    element.shadow_root().or_else(|| {
        let how: ShadowRootInit = bare().unchecked_into();
        how.set_mode(ShadowRootMode::Open);
        element.attach_shadow(&how).ok()
    })
}
