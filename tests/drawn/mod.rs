//! What the drawing's tests stand on: an element on a page, and views to show.

mod codes;
mod detail;
mod finding;
mod quantity;
mod told;
mod words;

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

use super::*;

/// One element on the page, and what its buyer asked for.
pub struct Page {
    pub host: HtmlElement,
    pub root: ShadowRoot,
    pub widget: Widget,
    pub asked: Rc<RefCell<Vec<Action>>>,
    _heard: Closure<dyn Fn(Event)>,
}

impl Page {
    pub fn of(kind: Kind, how: &str) -> Self {
        Self::on(element("div"), kind, how, "")
    }

    pub fn on(host: HtmlElement, kind: Kind, how: &str, search: &str) -> Self {
        host.set_attribute("style", "width: 300px").unwrap();
        document().body().unwrap().append_child(&host).unwrap();
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let look = Look { kind, layout: how.into(), mode: how.into(), search: !search.is_empty() };
        let widget = Widget::build(look, &host, &root).unwrap();
        widget.dress_rest();
        let asked: Rc<RefCell<Vec<Action>>> = Rc::default();
        let heard = {
            let asked = asked.clone();
            // A key may become a press while it is looked at.
            Closure::<dyn Fn(Event)>::new(move |event: Event| {
                let action = tsampa::widget::Asked::of(&event).and_then(|asked| asked.action());
                asked.borrow_mut().extend(action);
            })
        };
        for name in crate::LISTENED {
            root.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref()).unwrap();
        }
        Self { host, root, widget, asked, _heard: heard }
    }

    pub fn list(&mut self, view: &ListView) {
        self.widget.show_list(view, &[], &wording());
    }

    pub fn cart(&mut self, view: &CartView) {
        self.widget.show_cart(view, &wording());
    }

    pub fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).map(|place| found.get(place).unwrap().unchecked_into()).collect()
    }

    pub fn part(&self, selector: &str) -> HtmlElement {
        self.root.query_selector(selector).unwrap().expect(selector).unchecked_into()
    }

    pub fn is(&self, selector: &str) -> bool {
        self.root.query_selector(selector).unwrap().is_some()
    }

    /// A slot has no box of its own: it is shown unless it is hidden.
    pub fn is_shown(&self, selector: &str) -> bool {
        let Ok(Some(found)) = self.root.query_selector(selector) else { return false };
        let slot = found.local_name() == "slot" && !found.has_attribute("hidden");
        slot || found.get_client_rects().length() > 0
    }

    pub fn said(&self, selector: &str) -> String {
        self.part(selector).text_content().unwrap()
    }

    pub fn attribute(&self, selector: &str, name: &str) -> String {
        self.part(selector).get_attribute(name).unwrap_or_default()
    }

    /// Waits, for at most a second, until something is so.
    pub async fn until(&self, selector: &str) {
        for _ in 0..50 {
            if self.is(selector) {
                return;
            }
            let later = js_sys::eval("new Promise((done) => setTimeout(done, 20))").unwrap();
            JsFuture::from(later.unchecked_into::<Promise>()).await.unwrap();
        }
        panic!("there is no {selector}");
    }

    pub fn acted(&self) -> Vec<Action> {
        self.asked.take()
    }

    pub fn click(&self, selector: &str) -> Vec<Action> {
        self.acted();
        self.part(selector).click();
        self.acted()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.host.remove();
    }
}

pub fn wording() -> Wording {
    let write = |number: Number| match number {
        Number::Money(amount, currency) => format!("{currency} {}", amount.0),
        Number::Form(count) => String::from(if count == 1 { "one" } else { "other" }),
        Number::Date(time) => format!("at {time}"),
    };
    let mut words = Words::english();
    words.learn_rest("", "").unwrap();
    Wording { words, write: Box::new(write) }
}

pub fn disclosure(text: &str) -> MessageView {
    let text = MessageText::Said(text.into());
    MessageView { tone: Tone::Warning, text, disclosure: true, image: None, url: None, notice: None }
}

pub fn product(id: &str, title: &str) -> ProductView {
    ProductView {
        product: ItemId::from(id),
        variant: ItemId(format!("v_{id}")),
        title: title.to_owned(),
        variant_title: None,
        url: None,
        image: None,
        seller: None,
        county: None,
        price: price(2800),
        list_price: None,
        unit_price: None,
        rating: None,
        options: Vec::new(),
        stock: StockView::In,
        in_cart: 0,
        adds: 0,
        can_add: true,
    }
}

pub fn option(name: &str, labels: &[&str]) -> OptionView {
    let value = |(place, label): (usize, &&str)| OptionValueView {
        label: (*label).to_owned(),
        selected: place == 0,
        available: true,
        exists: true,
    };
    OptionView { name: name.to_owned(), values: labels.iter().enumerate().map(value).collect() }
}

pub fn price(amount: i64) -> Price {
    Price { amount: Minor(amount), currency: "CNY".into() }
}

pub fn shown(cards: impl IntoIterator<Item = ProductView>) -> ListView {
    ListView { phase: Phase::Shown, cards: cards.into_iter().collect(), ..ListView::default() }
}

pub fn line(id: &str, quantity: u32) -> LineView {
    LineView {
        item: ItemId::from(id),
        title: id.to_owned(),
        image: None,
        price: Some(price(2800)),
        unit_price: None,
        quantity,
        limit: None,
        total: Some(Minor(2800 * i64::from(quantity))),
        open: false,
        messages: Vec::new(),
    }
}

pub fn cart_of(lines: impl IntoIterator<Item = LineView>) -> CartView {
    let lines: Vec<LineView> = lines.into_iter().collect();
    let count = lines.iter().map(|line| line.quantity).sum();
    let groups = if lines.is_empty() { vec![] } else { vec![SellerGroupView { seller: None, county: None, lines }] };
    CartView {
        known: true,
        count,
        groups,
        currency: "CNY".into(),
        can_check_out: true,
        durable: true,
        ..CartView::default()
    }
}

pub fn bubbling(kind: &str) -> Event {
    let event = document().create_event("Event").unwrap();
    event.init_event_with_bubbles(kind, true);
    event
}

pub fn element(tag: &str) -> HtmlElement {
    document().create_element(tag).unwrap().unchecked_into()
}

pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}
