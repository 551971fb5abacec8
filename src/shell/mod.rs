//! The shell: performs what the engine asks for and tells it what became of it.
//!
//! **Touches:** engine, ucp's types, widget, gloo-net, web-sys. **Absent on purpose:** any decision about shopping, retries,
//! deadlines (the engine's), drawing (the widget's), HTML, cookies, globals.
//!
//! Everything here lives as long as the page, so rooms and shops are `&'static`. Every way from JavaScript in here leads
//! through the page's side (`js/host.js`), which catches traps; after one, a fresh Wasm starts with nothing of this.
//! The page's side counts shops and languages from 0 and elements from 1, in the order in which it tells of them.

mod actions;
mod elements;
mod fetch;
mod host;
mod list;
mod lock;
mod page;
mod rest;
mod store;
mod values;

pub use fetch::Fetches;
pub use host::{Host, called_rest};
pub use lock::Lock;
pub use page::{key, money};
pub use store::Store;
pub use values::Options;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::engine::effect::{Effect, Method, Tale};
use crate::engine::event::Event;
use crate::engine::ids::Millis;
use crate::engine::{Settings, Shop};
use crate::ucp::context::Context;
use crate::widget::Wording;
use list::List;

/// Tells a shop what became of its effects.
pub type Tell = Rc<dyn Fn(Event)>;

/// Everything of one page.
pub struct Runtime {
    /// The page's side.
    pub host: Host,
    shops: RefCell<Vec<&'static Open>>,
    /// Those that are on the page, in the order in which they came.
    elements: RefCell<Vec<elements::Attached>>,
    /// How many there ever were: their numbers count from 1.
    views: Cell<u32>,
    /// By language, however many elements speak it; the latest of one counts.
    wordings: RefCell<Vec<(u32, Wording)>>,
    steps: RefCell<Vec<Step>>,
    busy: Cell<bool>,
    /// The rest of the code is here.
    whole: Cell<bool>,
}

/// One business's shop on this page.
pub struct Open {
    /// Of the business.
    origin: String,
    /// From 0, in the order of opening.
    number: u32,
    shop: RefCell<Shop>,
    /// What only the rest of the code works with.
    more: Cell<Option<&'static rest::More>>,
}

/// Something that a shop has not been told yet.
struct Step {
    open: &'static Open,
    event: Event,
    /// The element that a buyer's gesture was made on, 0 without one.
    cause: u32,
}

thread_local! {
    static RUNTIME: Cell<Option<&'static Runtime>> = const { Cell::new(None) };
}

#[wasm_bindgen::prelude::wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
}

/// Milliseconds since the page opened.
pub fn now() -> Millis {
    performance_now() as Millis
}

/// The page's runtime, once it was started.
pub fn runtime() -> Option<&'static Runtime> {
    RUNTIME.get()
}

/// Starts the runtime of this page.
pub fn start(host: Host) {
    let runtime: &'static Runtime = Box::leak(Box::new(Runtime {
        host,
        shops: RefCell::default(),
        elements: RefCell::default(),
        views: Cell::default(),
        wordings: RefCell::default(),
        steps: RefCell::default(),
        busy: Cell::new(false),
        whole: Cell::new(false),
    }));
    RUNTIME.set(Some(runtime));
    // A release's panics have no words (`xtask/src/build/wasm.rs`).
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| {
        // Where it happened would name folders of the machine that built this; what happened is enough.
        let reason = panic.payload_as_str().unwrap_or("no reason given");
        if let Some(runtime) = RUNTIME.get() {
            runtime.host.set_reason(reason);
        }
    }));
}

impl Runtime {
    /// The shop of this number.
    pub fn shop(&self, number: u32) -> Option<&'static Open> {
        self.shops.borrow().get(number as usize).copied()
    }

    /// Opens the next shop with what `settings` list: origin, endpoint, profile, partner, channel, host, path, language, country,
    /// currency, and pairs of campaign parameters. `around`: 1 where there are Web Locks, 2 where the catalogue can be read by GET.
    pub fn open(&'static self, settings: &str, around: u32, entropy: [u64; 4]) {
        let [locks, reads] = [1, 2].map(|bit| around & bit > 0);
        let mut said = List(settings);
        let mut settings = Settings {
            api: said.next(),
            endpoint: said.text(),
            profile: said.next(),
            partner: said.text(),
            channel: said.text(),
            host: said.next(),
            path: said.next(),
            context: context(&mut said),
            utm: Vec::new(),
            locks,
            reads,
            parts: true,
            traced: true,
        };
        while !said.is_empty() {
            let name = said.next();
            settings.utm.push((name, said.next()));
        }
        let number = self.shops.borrow().len() as u32;
        let origin = settings.api.clone();
        let shop = RefCell::new(Shop::open(settings, entropy, date_now() as Millis));
        let open: &'static Open = Box::leak(Box::new(Open { origin, number, shop, more: Cell::new(None) }));
        self.shops.borrow_mut().push(open);
        let mut effects = Vec::new();
        {
            let mut shop = open.shop.borrow_mut();
            // Where the rest is here already, nobody looks at the record first and then reads it: the answers would be one too many.
            if self.whole.get() {
                shop.update(now(), Event::RestCame, &mut effects);
            } else {
                shop.start(&mut effects);
            }
        }
        self.perform(open, effects, 0);
    }

    /// Tells a shop of one event after the other, performs what it asks for, then draws.
    /// An effect, a drawing or a page's listener may cause the next event meanwhile: it waits in the queue.
    pub fn dispatch(&'static self, open: &'static Open, event: Event, cause: u32) {
        self.steps.borrow_mut().push(Step { open, event, cause });
        self.drain();
    }

    /// Works off the queue, then draws.
    pub fn drain(&'static self) {
        if self.busy.replace(true) {
            return;
        }
        while let Some(Step { open, event, cause }) = self.next_step() {
            let mut effects = Vec::new();
            open.shop.borrow_mut().update(now(), event, &mut effects);
            self.perform(open, effects, cause);
        }
        self.busy.set(false);
        let mut next = -1.0;
        for open in self.shops.borrow().iter() {
            if let Some(at) = open.shop.borrow().next_wake() {
                let at = at as f64;
                if next < 0.0 || at < next {
                    next = at;
                }
            }
        }
        self.host.wake(next);
    }

    /// Nothing is left to be told once all is drawn and the drawing itself caused nothing.
    fn next_step(&'static self) -> Option<Step> {
        if self.steps.borrow().is_empty() {
            self.draw();
        }
        let mut steps = self.steps.borrow_mut();
        if steps.is_empty() { None } else { Some(steps.remove(0)) }
    }

    fn perform(&'static self, open: &'static Open, effects: Vec<Effect>, cause: u32) {
        for effect in effects {
            match effect {
                Effect::Send { request, exchange } if !self.whole.get() || exchange.kept => {
                    let method = if exchange.method == Method::Get { "GET" } else { "POST" };
                    let body = exchange.body.as_deref();
                    let how = u32::from(exchange.plain) + u32::from(exchange.kept);
                    self.host.send(open.number, request.0, method, &exchange.url, body, how);
                }
                Effect::Abort { request } => self.host.abort(key(open.number, request.0)),
                Effect::Commit { .. } if !self.whole.get() => self.host.look(open.number),
                Effect::FetchRest => self.host.rest(),
                Effect::Tell(Tale::View { view, items }) => {
                    let mut names = String::new();
                    for item in &items {
                        names.push_str(&item.0);
                        names.push('\0');
                    }
                    self.host.viewed(view.0, &names);
                }
                Effect::Tell(Tale::Problem { problem, view }) => {
                    let cause = view.map_or(cause, |view| view.0);
                    self.host.problem(cause, problem.code(), &problem.sentence());
                    if self.whole.get() {
                        self.warn_rest(cause, &problem);
                    }
                }
                Effect::Console { sentence } => self.host.say(&sentence),
                effect => self.perform_rest(open, effect, cause),
            }
        }
    }
}

/// How a language is spoken, once its words are here.
fn spoken(wordings: &[(u32, Wording)], tongue: u32) -> Option<&Wording> {
    wordings.iter().rev().find(|said| said.0 == tongue).map(|(_, wording)| wording)
}

/// For whom goods are: language, country, currency.
fn context(said: &mut List) -> Context {
    let (language, address_country, currency) = (said.text(), said.text(), said.text());
    Context { language, address_country, currency }
}
