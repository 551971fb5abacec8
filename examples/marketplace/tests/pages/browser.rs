//! A browser without scripts: reads pages as HTML, fills in forms, presses buttons, follows redirections.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use crate::common::Town;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use http_body_util::BodyExt;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use tower::ServiceExt;

/// One answer, read.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Where it is, after all redirections.
    pub address: String,
    pub source: String,
    root: Element,
}

/// An element.
#[derive(Clone)]
pub struct Element(Handle);

/// A form as it is filled in.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub fields: Vec<(String, String)>,
    buttons: Vec<(String, String)>,
}

/// Opens an address in English.
pub async fn open(town: &Town, address: &str) -> Page {
    open_in(town, address, "en").await
}

/// Opens an address with an Accept-Language.
pub async fn open_in(town: &Town, address: &str, languages: &str) -> Page {
    let request =
        Request::get(address).header(header::ACCEPT_LANGUAGE, languages).header(header::ACCEPT, "text/html,*/*;q=0.8");
    follow(town, address, request.body(Body::empty()).unwrap()).await
}

/// Sends a form as one of its buttons does.
pub async fn press(town: &Town, form: &Form, name: &str, value: &str) -> Page {
    follow(town, &form.action, sent(form, name, value)).await
}

/// The answer itself, which may be a redirection.
pub async fn press_only(town: &Town, form: &Form, name: &str, value: &str) -> Page {
    answer(town, &form.action, sent(form, name, value)).await
}

fn sent(form: &Form, name: &str, value: &str) -> Request<Body> {
    let button = (name.to_owned(), value.to_owned());
    assert!(form.buttons.contains(&button), "no button {name}={value} among {:?}", form.buttons);
    let fields: Vec<_> = form.fields.iter().cloned().chain([button]).collect();
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let request = Request::post(&form.action)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT_LANGUAGE, "en")
        .header(header::ORIGIN, "null");
    request.body(Body::from(body.join("&"))).unwrap()
}

async fn follow(town: &Town, address: &str, request: Request<Body>) -> Page {
    let mut page = answer(town, address, request).await;
    for _ in 0..4 {
        if page.status != StatusCode::SEE_OTHER {
            break;
        }
        let next = page.header("location").to_owned();
        let request = Request::get(&next).header(header::ACCEPT_LANGUAGE, "en");
        page = answer(town, &next, request.body(Body::empty()).unwrap()).await;
    }
    page
}

async fn answer(town: &Town, address: &str, request: Request<Body>) -> Page {
    let response = town.router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let source = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(source.as_str());
    Page { status: parts.status, headers: parts.headers, address: address.into(), source, root: Element(dom.document) }
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") }).collect()
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or("")
    }

    pub fn all(&self, tag: &str) -> Vec<Element> {
        self.root.all(tag)
    }

    pub fn elements(&self) -> Vec<Element> {
        self.root.all("")
    }

    pub fn first(&self, tag: &str) -> Element {
        self.all(tag).into_iter().next().unwrap_or_else(|| panic!("no <{tag}> at {}", self.address))
    }

    pub fn find(&self, id: &str) -> Option<Element> {
        self.elements().into_iter().find(|element| element.attribute("id").as_deref() == Some(id))
    }

    pub fn by_id(&self, id: &str) -> Element {
        self.find(id).unwrap_or_else(|| panic!("no #{id} at {}:\n{}", self.address, self.text()))
    }

    pub fn text(&self) -> String {
        self.first("body").text()
    }

    pub fn title(&self) -> String {
        self.first("title").text()
    }

    /// `content` of a `<meta>` by its name or property.
    pub fn meta(&self, name: &str) -> Option<String> {
        let named = |e: &Element| [e.attribute("name"), e.attribute("property")].contains(&Some(name.to_owned()));
        self.all("meta").into_iter().find(named).and_then(|meta| meta.attribute("content"))
    }

    /// The form that has a button, with the button's value if it matters.
    pub fn form(&self, button: &str, value: Option<&str>) -> Form {
        let has = |form: &Form| form.buttons.iter().any(|(n, v)| n == button && value.is_none_or(|value| value == v));
        let forms: Vec<Form> = self.all("form").iter().map(|form| self.filled(form)).collect();
        forms
            .into_iter()
            .find(has)
            .unwrap_or_else(|| panic!("no form with {button} at {}:\n{}", self.address, self.text()))
    }

    pub fn checkout(&self) -> Form {
        self.form("action", Some("place"))
    }

    /// The button that Enter in a field of a form presses: the first of its buttons on the page, wherever it stands.
    pub fn pressed_by_enter(&self, form: &str) -> (String, String) {
        let within = self.by_id(form).all("button");
        let form = Some(form.to_owned());
        let belongs = |button: &Element| match button.attribute("form") {
            None => within.iter().any(|inner| std::rc::Rc::ptr_eq(&inner.0, &button.0)),
            named => named == form,
        };
        let submits = |button: &Element| button.attribute("type").is_none_or(|kind| kind == "submit");
        let first = self.all("button").into_iter().find(|button| belongs(button) && submits(button)).unwrap();
        (first.attribute("name").unwrap(), first.attribute("value").unwrap())
    }

    /// A form as it stands: what a browser would send, and the buttons that send it, wherever they stand.
    fn filled(&self, form: &Element) -> Form {
        let id = form.attribute("id");
        let outside = self.elements().into_iter().filter(|e| id.is_some() && e.attribute("form") == id);
        let mut filled = Form { action: form.attribute("action").unwrap(), fields: Vec::new(), buttons: Vec::new() };
        for field in form.all("").into_iter().chain(outside) {
            let (Some(name), value) = (field.attribute("name"), field.attribute("value").unwrap_or_default()) else {
                continue;
            };
            let kind = field.attribute("type").unwrap_or_default();
            match (field.tag().as_str(), kind.as_str()) {
                ("button", _) => filled.buttons.push((name, value)),
                ("input", "radio") if field.attribute("checked").is_none() => {}
                ("input", _) if field.attribute("disabled").is_none() => filled.fields.push((name, value)),
                _ => {}
            }
        }
        filled
    }

    /// What is said to be wrong with a field, by the element that describes it.
    pub fn problem_at(&self, id: &str) -> String {
        let described =
            self.by_id(id).attribute("aria-describedby").unwrap_or_else(|| panic!("nothing is wrong with #{id}"));
        self.by_id(&described).text()
    }
}

impl Form {
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Types into a field, or chooses among radio buttons.
    pub fn with(self, name: &str, value: &str) -> Form {
        let mut form = self.without(name);
        form.fields.push((name.to_owned(), value.to_owned()));
        form
    }

    /// As if a field were not there.
    pub fn without(mut self, name: &str) -> Form {
        self.fields.retain(|(key, _)| key != name);
        self
    }

    /// What a buyer types who picks the order up and pays there.
    pub fn pick_up(self) -> Form {
        let typed = [
            ("contact_name", "Drolma Tsering"),
            ("contact_phone", "+86 138 0000 1234"),
            ("fulfillment", "pickup"),
            ("point", "pt_north"),
            ("payment", "on_pickup"),
        ];
        typed.into_iter().fold(self, |form, (name, value)| form.with(name, value))
    }

    /// What a buyer types who has it sent and pays by test card.
    pub fn delivery(self) -> Form {
        let typed = [
            ("contact_name", "Drolma Tsering"),
            ("contact_email", "drolma@mail.example"),
            ("fulfillment", "shipping"),
            ("address_street", "3 Hill Road"),
            ("address_locality", "Xining"),
            ("payment", "test_card"),
        ];
        typed.into_iter().fold(self, |form, (name, value)| form.with(name, value))
    }
}

impl Element {
    pub fn tag(&self) -> String {
        match &self.0.data {
            NodeData::Element { name, .. } => name.local.to_string(),
            _ => String::new(),
        }
    }

    pub fn attribute(&self, name: &str) -> Option<String> {
        self.attributes().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    pub fn attributes(&self) -> Vec<(String, String)> {
        match &self.0.data {
            NodeData::Element { attrs, .. } => {
                attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// All elements below with a tag, in the order of the document; any, if the tag is empty.
    pub fn all(&self, tag: &str) -> Vec<Element> {
        let mut found = Vec::new();
        for child in self.0.children.borrow().iter() {
            let child = Element(child.clone());
            if matches!(child.0.data, NodeData::Element { .. }) && (tag.is_empty() || child.tag() == tag) {
                found.push(child.clone());
            }
            found.extend(child.all(tag));
        }
        found
    }

    /// An attribute of the first element below with a tag.
    pub fn first_attribute(&self, tag: &str, name: &str) -> String {
        self.all(tag).first().and_then(|element| element.attribute(name)).unwrap_or_default()
    }

    pub fn with_class(&self, class: &str) -> Vec<Element> {
        let has = |e: &Element| e.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class));
        self.all("").into_iter().filter(has).collect()
    }

    /// Its text, white space as people see it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write_text(&mut text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn write_text(&self, text: &mut String) {
        match &self.0.data {
            NodeData::Text { contents } => text.push_str(&contents.borrow()),
            NodeData::Element { name, .. } if ["script", "style"].contains(&&*name.local) => {}
            _ => self.0.children.borrow().iter().for_each(|child| Element(child.clone()).write_text(text)),
        }
        // Elements stand apart, or their words would grow together.
        text.push(' ');
    }
}
