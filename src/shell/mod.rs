//! The shell: performs what the engine asks for and tells it what became of it.
//!
//! **Touches:** engine, ucp's types, widget, gloo-net, web-sys. **Absent on purpose:** any decision about shopping, retries,
//! deadlines (the engine's), drawing (the widget's), HTML, cookies, globals.
//!
//! Everything here lives as long as the page, so rooms and shops are `&'static`. Every way from JavaScript in here leads
//! through the page's side (`js/host.js`), which catches traps; after one, a fresh Wasm starts with nothing of this.

mod actions;
mod attributes;
mod clock;
mod elements;
mod fetch;
mod host;
mod language;
mod lock;
mod money;
mod page;
mod place;
mod rest;
mod store;
mod values;

pub use fetch::{Fetches, retry_after};
pub use host::Host;
pub use lock::Lock;
pub use money::Money;
pub use place::Options;
pub use store::Store;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use web_sys::HtmlElement;

use crate::engine::Shop;
use crate::engine::effect::{Effect, Tale};
use crate::engine::event::Event;
use crate::engine::ids::ViewId;
use crate::engine::problem::join;

/// Tells a shop what became of its effects.
pub type Tell = Rc<dyn Fn(Event)>;

/// Everything of one page.
pub struct Runtime {
    host: Host,
    /// What the script tag said, and what is around.
    place: Options,
    fetch: Option<Function>,
    shops: RefCell<Vec<&'static Open>>,
    elements: RefCell<Vec<elements::Attached>>,
    wordings: language::Wordings,
    timer: clock::Timer,
    steps: RefCell<Vec<Step>>,
    busy: Cell<bool>,
    views: Cell<u32>,
    rest: rest::Rest,
}

/// One business's shop on this page.
pub struct Open {
    /// Origin of the business.
    origin: String,
    /// From 1, in the order of opening.
    number: u32,
    /// Currency, country and partner, as the first who said them said them.
    said: RefCell<[Option<String>; 3]>,
    shop: RefCell<Shop>,
    fetches: Fetches,
    store: Store,
    lock: Lock,
}

/// Something that a shop has not been told yet.
struct Step {
    open: &'static Open,
    event: Event,
    /// The element that a buyer's gesture was made on.
    cause: Option<HtmlElement>,
}

thread_local! {
    static RUNTIME: Cell<Option<&'static Runtime>> = const { Cell::new(None) };
}

/// The page's runtime, once it was started.
pub fn runtime() -> Option<&'static Runtime> {
    RUNTIME.get()
}

/// Starts the runtime of this page.
pub fn start(host: Host, place: Options) -> &'static Runtime {
    let runtime: &'static Runtime = Box::leak(Box::new(Runtime {
        host,
        place,
        fetch: fetch::native(),
        shops: RefCell::default(),
        elements: RefCell::default(),
        wordings: RefCell::default(),
        timer: clock::Timer::default(),
        steps: RefCell::default(),
        busy: Cell::new(false),
        views: Cell::new(0),
        rest: rest::Rest::default(),
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
    runtime
}

impl Runtime {
    /// Origin of the business that is meant, by default the script's; None if what is meant is no address.
    pub fn business(&self, api: Option<String>) -> Option<String> {
        match api.or_else(|| self.place.text("api")) {
            Some(api) => self.host.origin(&api).as_string().filter(|origin| !origin.is_empty()),
            None => self.place.text("origin"),
        }
    }

    /// The shop that `at` means: one a page and business, whoever asks first.
    pub fn connected(&'static self, at: &Options) -> Option<&'static Open> {
        let open = self.open(self.business(at.text("api"))?, at, true);
        open.compare([at.text("currency"), at.text("country"), at.text("partner")]);
        Some(open)
    }

    /// The shop of the business at `origin`, opened with what `at` says where it is not open yet.
    fn open(&'static self, origin: String, at: &Options, own: bool) -> &'static Open {
        let known = self.shops.borrow().iter().find(|open| open.origin == origin).copied();
        if let Some(open) = known {
            return open;
        }
        let settings = at.settings(&origin, own, self.language(None, at.text("lang").as_deref()));
        let place = self.shops.borrow().len();
        let tell: Tell = Rc::new(move |event| {
            let open = self.shops.borrow().get(place).copied();
            if let Some(open) = open {
                self.dispatch(open, event, None);
            }
        });
        // Name of the database, the lock and the channel. A later form of the record gets another number.
        let name = join(&["tsampa:1:", &origin]);
        let open: &'static Open = Box::leak(Box::new(Open {
            number: place as u32 + 1,
            fetches: Fetches::new(&self.host, self.fetch.clone(), &settings.profile, &tell),
            store: Store::new(&self.host, &name, &tell),
            lock: Lock::new(&self.host, &name, &tell),
            shop: RefCell::new(Shop::open(settings, clock::entropy(), clock::wall())),
            said: RefCell::default(),
            origin,
        }));
        self.shops.borrow_mut().push(open);
        let mut effects = Vec::new();
        open.shop.borrow_mut().start(&mut effects);
        if self.rest.is_here() {
            open.shop.borrow_mut().update(clock::now(), Event::RestCame, &mut effects);
        }
        if at.is("offline") {
            open.shop.borrow_mut().update(clock::now(), Event::WentOffline, &mut effects);
        }
        for effect in effects {
            self.perform(open, effect, None);
        }
        open
    }

    /// Tells a shop of one event after the other, performs what it asks for, then draws.
    /// An effect, a drawing or a page's listener may cause the next event meanwhile: it waits in the queue.
    pub fn dispatch(&'static self, open: &'static Open, event: Event, cause: Option<&HtmlElement>) {
        self.steps.borrow_mut().push(Step { open, event, cause: cause.cloned() });
        self.drain();
    }

    /// Works off the queue, then draws.
    pub fn drain(&'static self) {
        if self.busy.replace(true) {
            return;
        }
        loop {
            while let Some(Step { open, event, cause }) = self.next_step() {
                let mut effects = Vec::new();
                open.shop.borrow_mut().update(clock::now(), event, &mut effects);
                for effect in effects {
                    self.perform(open, effect, cause.as_ref());
                }
            }
            self.draw();
            if self.steps.borrow().is_empty() {
                break;
            }
        }
        self.busy.set(false);
        self.set_timer();
    }

    /// Lets `work` touch an element's drawing. What that causes, a focus that moves, waits until it is done.
    pub fn touch(&'static self, view: ViewId, work: fn(&elements::Attached)) {
        let busy = self.busy.replace(true);
        if let Some(attached) = self.attached(view) {
            work(&attached);
        }
        self.busy.set(busy);
        self.drain();
    }

    fn next_step(&self) -> Option<Step> {
        let mut steps = self.steps.borrow_mut();
        if steps.is_empty() { None } else { Some(steps.remove(0)) }
    }

    fn perform(&'static self, open: &'static Open, effect: Effect, cause: Option<&HtmlElement>) {
        match effect {
            Effect::Send { request, exchange } => open.fetches.send(request, &exchange),
            Effect::Abort { request } => open.fetches.abort(request),
            Effect::Commit { changes } => open.store.commit(changes),
            Effect::FetchRest => self.host.rest(),
            Effect::Tell(Tale::View { view, items }) => self.tell_view(view, &items),
            Effect::Tell(Tale::Problem(problem)) => self.tell_problem(&problem, cause),
            Effect::Console { sentence } => page::console(&sentence),
            effect => self.perform_rest(open, effect, cause),
        }
    }
}

impl Open {
    /// Notes currency, country and partner as the first says them, and tells the page's author where a later one says
    /// otherwise: a page has one cart for each business.
    fn compare(&self, later: [Option<String>; 3]) {
        let mut said = self.said.borrow_mut();
        for ((first, later), name) in said.iter_mut().zip(later).zip(["currency", "country", "partner"]) {
            let Some(later) = later else { continue };
            let first = first.get_or_insert_with(|| later.clone());
            if *first != later {
                let (first, name) = (first.as_str(), [name, "=\""]);
                page::console(&join(&[
                    "the one cart of ",
                    &self.origin,
                    " was given ",
                    &join(&name),
                    first,
                    "\" and ",
                    &join(&name),
                    &later,
                    "\". The first counts. Say it once, on the script tag: data-",
                    &join(&name),
                    first,
                    "\".",
                ]));
            }
        }
    }
}
