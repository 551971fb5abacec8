//! A trace plays again: the same engine, told the same, reaches the same state.

use super::{END, FORM, FULL, ITEM, KEY, Mask, START, Script, Trace, WAIT, told};
use crate::engine::Shop;
use crate::engine::effect::Effect;
use crate::engine::event::{Event, HttpAnswer};
use crate::engine::fields::{Part, Reader};
use crate::engine::ids::{CallId, Millis, ViewId};
use crate::engine::ledger::{self, Confirmed, Ledger, Line, Terms};
use crate::engine::problem::Failure;
use crate::ucp::cart::{Cart, Discounts, Item, LineItem};
use crate::ucp::checkout::Checkout;
use crate::ucp::envelope::{ErrorAnswer, TransportError, Ucp, VERSION};
use crate::ucp::id::{CartId, CheckoutId, LineId};
use crate::ucp::json;
use crate::ucp::message::Message;
use crate::ucp::money::Minor;
use crate::ucp::profile::{self, Capability, Discovery, Names, Profile, SHOPPING, Service};
use crate::ucp::seller::{SellerDetails, Stock};

/// What a trace came to.
pub struct Replayed {
    /// The version that wrote it.
    pub version: String,
    /// Origin of the business.
    pub origin: String,
    /// What was told, and what the engine asked for.
    pub steps: Vec<Step>,
    /// Where the shop stands now.
    pub shop: Shop,
    /// Hash of that.
    pub hash: String,
    /// The hash that the trace ends with; none: it had no more room.
    pub told: Option<String>,
}

/// One event.
pub struct Step {
    /// Milliseconds since the page opened.
    pub now: Millis,
    /// What was told.
    pub event: Event,
    /// What the engine asked for.
    pub effects: Vec<Effect>,
}

impl Replayed {
    /// Whether it came to where it came on the page.
    pub fn is_same(&self) -> bool {
        self.told.as_ref() == Some(&self.hash)
    }
}

/// Plays a trace, or says what is wrong with it.
pub fn replay(text: &str) -> Result<Replayed, String> {
    let mut lines = text.lines().enumerate();
    let head = lines.next().and_then(|(_, line)| line.strip_prefix("tsampa ")?.split_once(FORM));
    let (version, origin) = head.ok_or("this is no trace: its first line does not begin with `tsampa … trace 3`")?;
    let state = lines.next().and_then(|(_, line)| line.strip_prefix(START));
    let state =
        state.ok_or("line 2 is not the state to start from: it was cut, or the cart was too large for a trace")?;
    let mut reader = Reader { rest: state, broken: false };
    let mut shop = Shop::of_state(&mut reader);
    if reader.broken || !reader.rest.is_empty() {
        return Err("line 2 cannot be read: it was cut, or another version wrote it".to_owned());
    }
    let mut steps = Vec::new();
    for (at, line) in lines {
        let told = line.strip_prefix(END).map(str::to_owned);
        if told.is_some() || line == FULL {
            let hash = shop.state_hash(&mut Mask::clear());
            let (version, origin) = (version.to_owned(), origin.to_owned());
            return Ok(Replayed { version, origin, steps, shop, hash, told });
        }
        let step = step(&mut shop, line).ok_or_else(|| format!("line {} cannot be read", at + 1))?;
        steps.push(step);
    }
    Err("the trace ends without a state: it was cut".to_owned())
}

fn step(shop: &mut Shop, line: &str) -> Option<Step> {
    let mut words = line.split(' ');
    let mut reader = Reader { rest: words.next()?, broken: false };
    let now = Millis::take(&mut reader);
    let event = event(shop, &mut reader)?;
    if reader.broken || !reader.rest.is_empty() {
        return None;
    }
    let mut script = Script::default();
    for word in words {
        let mut reader = Reader { rest: word, broken: false };
        match begins(&mut reader)? {
            WAIT => script.waits.push(Reader::whole(reader.rest)?),
            KEY => script.keys.push(Reader::whole(reader.rest)?),
            ITEM => script.items.push(Reader::whole(reader.rest)?),
            _ => return None,
        }
    }
    // Played, it is not written once more.
    shop.trace = Some(Box::new(Trace { script, ..Trace::default() }));
    let mut effects = Vec::new();
    shop.update(now, event.clone(), &mut effects);
    Some(Step { now, event, effects })
}

/// Takes the letter at the beginning.
fn begins(reader: &mut Reader<'_>) -> Option<char> {
    let first = reader.rest.chars().next()?;
    reader.rest = reader.rest.get(first.len_utf8()..)?;
    Some(first)
}

fn event(shop: &Shop, reader: &mut Reader<'_>) -> Option<Event> {
    Some(match begins(reader)? {
        'a' => {
            let (view, (call, (item, quantity))) = Part::take(reader);
            Event::Added { view, call, item, quantity, channel: None }
        }
        'q' => {
            let (call, (item, quantity)) = Part::take(reader);
            Event::QuantityChosen { call, item, quantity }
        }
        'c' => {
            let (call, navigate) = <(Option<CallId>, bool)>::take(reader);
            Event::CheckoutChosen { call, navigate }
        }
        'y' => Event::CodesChosen { codes: Part::take(reader) },
        'x' => Event::RemovalUndone,
        'p' => Event::PricesAgreed { upto: Part::take(reader) },
        'd' => Event::NoticeDismissed { notice: Part::take(reader) },
        'n' => {
            let request = shop.requests.steering_at(u64::take(reader))?;
            Event::Answered { request, answer: answer(reader)? }
        }
        'm' => {
            let durable = Part::take(reader);
            Event::Committed { record: record(shop, reader)?, durable }
        }
        's' => Event::RecordSeen { record: record(shop, reader)? },
        'v' => {
            let (wall, from_cache) = Part::take(reader);
            Event::Resumed { wall, from_cache }
        }
        'r' => Event::RetryWanted { view: ViewId(0) },
        'g' => Event::LockGained,
        'l' => Event::LockLost,
        'z' => Event::Woke,
        'h' => Event::Hidden,
        'o' => Event::WentOnline,
        'f' => Event::WentOffline,
        // What it was is the catalogue's; here it is a moment.
        told::MOMENT => Event::RestCame,
        _ => return None,
    })
}

fn record(shop: &Shop, reader: &mut Reader<'_>) -> Option<String> {
    Some(match begins(reader)? {
        '=' => ledger::write(&shop.cart.expected()),
        '+' => ledger::write(&Ledger::take(reader)),
        '!' => String::new(),
        _ => return None,
    })
}

fn answer(reader: &mut Reader<'_>) -> Option<HttpAnswer> {
    Some(match begins(reader)? {
        'u' => HttpAnswer::Failed(Failure::Unreachable),
        't' => HttpAnswer::Failed(Failure::Timeout),
        'r' => HttpAnswer::Failed(Failure::Unreadable),
        's' => {
            let (status, (retry_after_ms, content)) = <(u32, (Option<Millis>, String))>::take(reader);
            let body = json::write(&TransportError { content: Some(content), ..TransportError::default() });
            HttpAnswer::Answer { status: u16::try_from(status).ok()?, body, retry_after_ms, language: None }
        }
        'c' => found(json::write(&cart(Confirmed::take(reader)))),
        'k' => {
            let (id, (end, (continue_url, (currency, (rows, (codes, said)))))) = <(
                String,
                (u32, (Option<String>, (String, (Vec<told::Row>, (Vec<String>, Vec<String>))))),
            )>::take(reader);
            found(json::write(&Checkout {
                id: CheckoutId(id),
                line_items: rows.into_iter().map(row).collect(),
                status: STATUS.get(end as usize)?.to_string(),
                currency,
                continue_url,
                discounts: Some(Discounts { codes: codes.into() }).into(),
                messages: said.into_iter().map(said_of).collect::<Vec<_>>().into(),
                ..Checkout::default()
            }))
        }
        'e' => found(json::write(&error(Part::take(reader)))),
        'p' => found(json::write(&profile(Terms::take(reader)))),
        'm' => found(OTHER_PROFILE.to_owned()),
        'v' => found(NO_PROFILE.to_owned()),
        'f' => found(String::new()),
        _ => return None,
    })
}

fn found(body: String) -> HttpAnswer {
    HttpAnswer::Answer { status: 200, body, retry_after_ms: None, language: None }
}

fn ucp(status: Option<&str>) -> Ucp {
    Ucp { version: VERSION.to_owned(), status: status.map(str::to_owned) }
}

fn cart(cart: Confirmed) -> Cart {
    Cart {
        ucp: ucp(None),
        id: CartId(cart.id),
        line_items: cart.lines.into_iter().map(line).collect(),
        currency: cart.currency,
        totals: cart.totals.into(),
        messages: cart.messages.into(),
        continue_url: cart.continue_url,
        discounts: Some(Discounts { codes: cart.codes.into() }).into(),
    }
}

fn line(line: Line) -> LineItem {
    let look = line.snapshot;
    let (title, price, image_url) = (look.title, Minor(look.price.unwrap_or(0)), look.image);
    let seller = look.seller.map(|name| SellerDetails { name, county: look.county, ..SellerDetails::default() });
    LineItem {
        id: LineId(line.id),
        item: Item { id: line.item, title, price, image_url },
        quantity: line.quantity,
        totals: line.totals.into(),
        seller_details: seller.into(),
        stock: look.limit.map(|available| Stock { available, max_per_order: None }).into(),
        ..LineItem::default()
    }
}

fn row((id, (quantity, price)): told::Row) -> LineItem {
    LineItem { item: Item { id, price, ..Item::default() }, quantity, ..LineItem::default() }
}

/// Of a checkout, by their numbers in a trace.
const STATUS: [&str; 3] = ["incomplete", "completed", "canceled"];

/// The gravest error comes first; those that name a place after it.
fn error((lost, (content, named)): (bool, (String, Vec<(String, String)>))) -> ErrorAnswer {
    let code = Some(if lost { "not_found" } else { "refused" }.to_owned());
    let mut messages = vec![Message { code, ..said_of(content) }];
    messages.extend(named.into_iter().map(|(path, content)| Message { path: Some(path), ..said_of(content) }));
    ErrorAnswer { ucp: ucp(Some("error")), messages: messages.into(), continue_url: None }
}

fn said_of(content: String) -> Message {
    Message { kind: "error".to_owned(), content, ..Message::default() }
}

fn profile(terms: Terms) -> Profile {
    let version = VERSION.to_owned();
    let rest =
        Service { version: version.clone(), transport: "rest".to_owned(), endpoint: Some(terms.endpoint.clone()) };
    let capability = Capability { version: version.clone(), ..Capability::default() };
    let mut ucp = Discovery { version, ..Discovery::default() };
    ucp.services.insert(SHOPPING.to_owned(), vec![rest].into());
    let mut capabilities = profile::Discovery::default().capabilities.0.unwrap_or_default();
    for name in crate::engine::discovery::offered(&terms) {
        let mut capability = capability.clone();
        if name == profile::DISCOUNT {
            capability.extends = Some(Names(vec![profile::CART.to_owned()])).into();
        }
        capabilities.insert(name.to_owned(), vec![capability].into());
    }
    ucp.capabilities = Some(capabilities).into();
    Profile { ucp }
}

/// A profile of another release that names one of ours, and one that does not.
const OTHER_PROFILE: &str =
    r#"{"ucp":{"version":"x","services":{},"supported_versions":{"2026-04-08":"https://x/profile"}}}"#;
const NO_PROFILE: &str = r#"{"ucp":{"version":"x","services":{}}}"#;
