//! The doors of the shell: what is behind them, and behind the doors of the other rooms called `rest`, ships as a file of its own.
//! It is fetched when a stored cart wants it or at the buyer's first gesture; what the buyer presses meanwhile waits for it
//! (`js/page.js`).

use std::cell::{Cell, RefCell, RefMut};
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::elements::Attached;
use super::values::{self, object};
use super::{Fetches, Lock, Open, Runtime, Store, Tell, host, key};
use crate::engine::Shop;
use crate::engine::effect::{Effect, Tale};
use crate::engine::event::Event;
use crate::engine::ids::CallId;
use crate::engine::problem::{Problem, join};
use crate::engine::view::CartView;
use crate::widget::{self, Asked};

/// What a shop needs besides once somebody shops.
pub struct More {
    fetches: Fetches,
    store: Store,
    lock: Lock,
    /// The cart as it was last looked at.
    pub seen: RefCell<Seen>,
    /// The element at which checkout was last pressed, and whether that was in its open dialog.
    pressed: Cell<(u32, bool)>,
    /// How much waits for the painting of presses: other drawing, and what the page is told after them.
    unpainted: Cell<u32>,
}

/// The cart as it was last looked at.
#[derive(Default)]
pub struct Seen {
    /// What there is to show of it.
    pub cart: CartView,
    /// By which of the shop's revisions.
    revision: u64,
    /// How often it was another one than before.
    changes: u64,
}

impl Runtime {
    /// The buyer asked for something in an element. What it shows there is drawn first; all else, and what the page is told, a frame later.
    #[inline(never)]
    pub fn acted_rest(&'static self, view: u32, asked: &Asked) {
        let open = self.attached(view).map(|attached| attached.open);
        if let (Some(open), Some(action)) = (open, asked.action()) {
            let drawn = self.draw_only(view);
            // Before anything else that waits for painting: a card's own words are said before a dialog shuts the page off.
            self.once_painted(self.more(open), || self.drain());
            self.act(open, view, action);
            self.draw_again(&drawn);
        }
    }

    /// Performs what a sleeping cart never asks for.
    #[inline(never)]
    pub fn perform_rest(&'static self, open: &'static Open, effect: Effect, cause: u32) {
        let more = self.more(open);
        match effect {
            Effect::Send { request, exchange } => more.fetches.send(request, &exchange),
            Effect::Commit { changes } => more.store.commit(changes),
            Effect::AskLock => more.lock.ask(),
            Effect::ReleaseLock => more.lock.release(),
            Effect::Navigate { url } => self.navigate(more, &url),
            Effect::Resolve { call, value } => match values::value(&value) {
                Ok(value) => self.host.resolve(promised(open, call), &value),
                Err(flaw) => {
                    let problem = Problem::NotUcp { operation: "the answer", flaw: flaw.line() };
                    self.rejected(open, call, &problem);
                }
            },
            Effect::Reject { call, problem } => self.rejected(open, call, &problem),
            Effect::Tell(Tale::Cart { cart, settled }) => {
                let settled = settled.map_or(JsValue::UNDEFINED, |call| self.host.promise(promised(open, call)));
                self.tell(more, move || {
                    let cart = values::cart(&cart);
                    host::noted(&self.host, &open.origin, &cart);
                    self.host.announce(cause, "tsampa-cart", &object(&[("cart", &cart), ("settled", &settled)]), false);
                });
            }
            Effect::Tell(Tale::Order { id, label, permalink_url }) => {
                let order = object(&[
                    ("id", &id.as_str().into()),
                    ("label", &label.as_deref().into()),
                    ("permalink_url", &permalink_url.as_deref().into()),
                ]);
                self.tell(more, move || {
                    self.host.announce(0, "tsampa-order", &object(&[("order", &order)]), false);
                });
            }
            // A first view performs these itself.
            _ => {}
        }
    }

    /// Tells the page something: once the presses before are painted, and in its turn.
    fn tell(&'static self, more: &'static More, work: impl FnOnce() + 'static) {
        if more.unpainted.get() == 0 { work() } else { self.once_painted(more, work) }
    }

    fn once_painted(&'static self, more: &'static More, work: impl FnOnce() + 'static) {
        let unpainted = &more.unpainted;
        unpainted.set(unpainted.get() + 1);
        self.host.after_painting(move || {
            work();
            unpainted.set(unpainted.get() - 1);
        });
    }

    /// Grows whenever there is something else to show of the cart. Most events change nothing in it, and its sheet is much to draw.
    #[inline(never)]
    pub fn look_at_cart_rest(&'static self, open: &'static Open, shop: &Shop, revision: u64) -> u64 {
        let mut seen = self.more(open).seen.borrow_mut();
        if seen.revision != revision {
            seen.revision = revision;
            let cart = shop.view_cart();
            if cart != seen.cart {
                seen.cart = cart;
                seen.changes += 1;
            }
        }
        seen.changes
    }

    fn more(&'static self, open: &'static Open) -> &'static More {
        if let Some(more) = open.more.get() {
            return more;
        }
        let tell: Tell = Rc::new(move |event| self.dispatch(open, event, 0));
        let profile = open.shop.borrow().profile_url().to_owned();
        // Name of the database, the lock and the channel. Of which form the record is, it says itself.
        let name = join(&["tsampa:1:", &open.origin]);
        let more = Box::leak(Box::new(More {
            fetches: Fetches::new(&self.host, open.number, &profile, &tell),
            store: Store::new(&self.host, &name, &tell),
            lock: Lock::new(&self.host, &name, &tell),
            seen: RefCell::default(),
            pressed: Cell::default(),
            unpainted: Cell::default(),
        }));
        open.more.set(Some(more));
        more
    }

    /// The buyer asks for checkout at an element.
    pub fn press_checkout(&'static self, open: &'static Open, number: u32) {
        let in_dialog = self.attached(number).is_some_and(|attached| attached.widget.drawer_is_open());
        self.more(open).pressed.set((number, in_dialog));
        self.dispatch(open, Event::CheckoutChosen { call: None, navigate: true }, number);
    }

    /// A page asks for checkout.
    pub fn call_checkout(&'static self, open: &'static Open, call: CallId, navigate: bool) {
        let pressed = &self.more(open).pressed;
        // A press that is under way stays the element's; but where a caller goes too, nobody stays for the buyer's closing of a dialog.
        let (number, in_dialog) = pressed.get();
        let under_way = open.shop.borrow().view_cart().checking_out;
        pressed.set(if under_way { (number, in_dialog && !navigate) } else { (0, false) });
        self.dispatch(open, Event::CheckoutChosen { call: Some(call), navigate }, 0);
    }

    /// Takes the buyer there, unless the page prevents it, or the buyer has closed the dialog meanwhile: then they are at something else.
    fn navigate(&self, more: &More, url: &str) {
        let (cause, in_dialog) = more.pressed.take();
        let left = |attached: RefMut<'_, Attached>| in_dialog && !attached.widget.drawer_is_open();
        if self.attached(cause).is_some_and(left) {
            return;
        }
        if self.host.announce(cause, "tsampa-checkout", &object(&[("url", &url.into())]), true) && !widget::go(url) {
            self.host.say(&join(&[
                "the browser did not go to ",
                url,
                ". A frame in a sandbox needs allow-top-navigation for that.",
            ]));
        }
    }

    /// Whether an addition may go on: asks the page by `tsampa-add`.
    pub fn may_add(&self, cause: u32, item: &str, quantity: u32) -> bool {
        let detail = object(&[("item", &item.into()), ("quantity", &quantity.into())]);
        self.host.announce(cause, "tsampa-add", &detail, true)
    }

    /// Fulfils a call's promise with the shop's trace.
    pub fn traced(&self, open: &Open, call: CallId) {
        let trace = open.shop.borrow_mut().trace();
        self.host.resolve(promised(open, call), &trace.into());
    }

    /// Rejects a call's promise.
    pub fn rejected(&self, open: &Open, call: CallId, problem: &Problem) {
        self.host.reject(promised(open, call), problem.code(), &problem.sentence(), problem.retry());
    }
}

impl Open {
    /// The cart as it is shown now.
    pub fn cart(&self) -> JsValue {
        values::cart(&self.shop.borrow().view_cart_shown())
    }
}

/// The key of a call's promise: the page's own calls are numbered through all shops, the engine's in each anew.
fn promised(open: &Open, call: CallId) -> f64 {
    key(if call.0 >= CallId::ENGINE { open.number + 1 } else { 0 }, call.0)
}
