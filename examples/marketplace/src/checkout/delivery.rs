//! Fulfillment on the wire (UCP types/fulfillment*.json): what a platform chose, and what it can choose from.

use crate::fulfillment::{Choice, Destination, Method, sellers};
use crate::goods::{Goods, Point};
use crate::language::Language;
use crate::pricing::PricedLine;
use crate::ucp::request::{Fulfillment, FulfillmentMethod};
use crate::ucp::{Message, Total};
use serde_json::{Value, json};

/// What is chosen, and what is wrong with it. One method serves the whole checkout; it is the one with a selection, or
/// the only one named.
pub fn choice(goods: &Goods, sent: &Fulfillment, language: Language) -> (Option<Choice>, Vec<Message>) {
    let named: Vec<(usize, Method, &FulfillmentMethod)> = sent
        .methods
        .iter()
        .flatten()
        .enumerate()
        .filter_map(|(position, method)| Some((position, kind(method)?, &method.0)))
        .collect();
    let mut selected = named.iter().filter(|(_, _, method)| has_selection(method));
    let (first, second) = (selected.next(), selected.next());
    if second.is_some() {
        let content =
            language.pick("一张订单只能选一种取货方式。", "One order goes one way: either shipping or pick-up.");
        let path = "$.fulfillment.methods".to_owned();
        return (None, vec![Message::recoverable("method_combination", path, content)]);
    }
    let only = named.first().filter(|_| named.len() == 1);
    let Some((position, method, sent)) = first.or(only) else { return (None, Vec::new()) };
    let mut problems = Vec::new();
    for (number, group) in sent.groups.iter().flatten().enumerate() {
        if group.selected_option_id.as_ref().is_some_and(|id| id != method.option_id()) {
            let path = format!("$.fulfillment.methods[{position}].groups[{number}].selected_option_id");
            let content =
                language.pick("没有这个选项，已改用默认选项。", "There is no such option; the standard one is used.");
            problems.push(Message::warning("fulfillment_changed", path, content));
        }
    }
    let destination = match method {
        Method::Shipping => address(sent),
        Method::Pickup => point(goods, sent),
    };
    (Some(Choice { method: *method, destination }), problems)
}

fn kind(method: &FulfillmentMethod) -> Option<Method> {
    let by_id = |method_id: &str| [Method::Shipping, Method::Pickup].into_iter().find(|m| id(*m) == method_id);
    method.kind.or_else(|| by_id(method.id.as_deref()?))
}

fn has_selection(method: &FulfillmentMethod) -> bool {
    let grouped = method.groups.iter().flatten().any(|group| group.selected_option_id.is_some());
    method.selected_destination_id.is_some() || grouped
}

/// The selected address, else the only one; one selected by id alone is looked up among those sent before.
fn address(sent: &FulfillmentMethod) -> Option<Destination> {
    let destinations = sent.destinations.as_deref().unwrap_or_default();
    let chosen = match &sent.selected_destination_id {
        Some(id) => destinations.iter().find(|destination| destination.id.as_ref() == Some(id)),
        None => destinations.first().filter(|_| destinations.len() == 1),
    };
    let id = chosen.and_then(|destination| destination.id.clone()).or_else(|| sent.selected_destination_id.clone());
    match (chosen, id) {
        (None, None) => None,
        (chosen, id) => Some(Destination::Address {
            id: id.unwrap_or_else(|| "dst_1".to_owned()),
            address: Box::new(chosen.map(|destination| destination.kept()).unwrap_or_default()),
        }),
    }
}

fn point(goods: &Goods, sent: &FulfillmentMethod) -> Option<Destination> {
    let destinations = sent.destinations.as_deref().unwrap_or_default();
    let only = destinations.first().filter(|_| destinations.len() == 1).and_then(|destination| destination.id.clone());
    let id = sent.selected_destination_id.clone().or(only)?;
    goods.point(&id).map(|point| Destination::Point { id: point.id.clone() })
}

/// The member `fulfillment` of an answer. While nothing is chosen both methods stand there; afterwards the chosen one,
/// and the other as a hint. `sent` is what may be shown, `method` what holds.
pub struct Offer<'a> {
    /// The goods.
    pub goods: &'a Goods,
    /// The checkout's lines.
    pub lines: &'a [PricedLine],
    /// What the platform itself has chosen.
    pub sent: Option<&'a Choice>,
    /// What holds, also if the buyer typed it here.
    pub method: Option<Method>,
    /// A group for each seller, for platforms that can show several; else one.
    pub multi_group: bool,
    /// The buyer's language.
    pub language: Language,
}

impl Offer<'_> {
    /// As UCP says it.
    pub fn view(&self) -> Value {
        let both = [Method::Shipping, Method::Pickup];
        let Some(chosen) = self.method else {
            return json!({ "methods": both.map(|method| self.method_view(method)) });
        };
        let other = both.into_iter().filter(|method| *method != chosen).map(|method| {
            let description = match method {
                Method::Shipping => {
                    self.language.pick("也可以由各店铺快递到家。", "Each shop can send its goods to your door, too.")
                }
                Method::Pickup => self.language.pick(
                    "也可以到服务点免费自提。",
                    "You can also pick everything up at a service point, free of charge.",
                ),
            };
            json!({ "type": method.name(), "line_item_ids": self.line_ids(self.lines), "description": description })
        });
        json!({ "methods": [self.method_view(chosen)], "available_methods": other.collect::<Vec<_>>() })
    }

    fn method_view(&self, method: Method) -> Value {
        let sent = self.sent.filter(|choice| choice.method == method);
        let destination = sent.and_then(|choice| choice.destination.as_ref());
        let mut view = json!({
            "id": id(method),
            "type": method.name(),
            "line_item_ids": self.line_ids(self.lines),
            "groups": self.groups(method),
        });
        match (method, destination) {
            (Method::Shipping, Some(Destination::Address { id, address })) => {
                let mut destination = json!(address);
                destination["id"] = json!(id);
                view["destinations"] = json!([destination]);
                view["selected_destination_id"] = json!(id);
            }
            (Method::Shipping, _) => {}
            (Method::Pickup, chosen) => {
                let points = self.goods.points.iter().map(|point| location(point, self.language));
                view["destinations"] = points.collect();
                if let Some(Destination::Point { id }) = chosen {
                    view["selected_destination_id"] = json!(id);
                }
            }
        }
        view
    }

    fn groups(&self, method: Method) -> Value {
        let sellers = sellers(self.goods, self.lines);
        let price = |seller: &crate::goods::Seller| if method == Method::Shipping { seller.shipping.price } else { 0 };
        if !self.multi_group {
            let total = sellers.iter().map(|seller| price(seller)).sum();
            let days =
                sellers.iter().map(|seller| seller.shipping.days).reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]);
            return json!([self.group("g_all", self.lines.iter(), method, total, days.unwrap_or_default())]);
        }
        let group = |seller: &&crate::goods::Seller| {
            let theirs = self
                .lines
                .iter()
                .filter(|line| self.goods.item(&line.variant_id).is_some_and(|item| item.seller.id == seller.id));
            self.group(&format!("g_{}", seller.id), theirs, method, price(seller), seller.shipping.days)
        };
        sellers.iter().map(group).collect()
    }

    fn group<'l>(
        &self,
        id: &str,
        lines: impl Iterator<Item = &'l PricedLine>,
        method: Method,
        amount: i64,
        [fewest, most]: [u32; 2],
    ) -> Value {
        let (title, description) = match method {
            Method::Shipping => (
                self.language.pick("快递", "Standard shipping"),
                self.language.say(
                    "约 {fewest}–{most} 天送达",
                    "{fewest} to {most} days",
                    &[("fewest", &fewest), ("most", &most)],
                ),
            ),
            Method::Pickup => (
                self.language.pick("服务点自提", "Pick-up at a service point"),
                self.language.pick("免费，凭手机号领取", "Free of charge; bring your phone").to_owned(),
            ),
        };
        let option = json!({
            "id": method.option_id(),
            "title": title,
            "description": description,
            "totals": [Total { kind: "total", display_text: None, amount }],
        });
        let selected = (self.method == Some(method)).then_some(method.option_id());
        let line_ids: Vec<&str> = lines.map(|line| line.id.as_str()).collect();
        json!({ "id": id, "line_item_ids": line_ids, "options": [option], "selected_option_id": selected })
    }

    fn line_ids(&self, lines: &[PricedLine]) -> Value {
        lines.iter().map(|line| line.id.as_str()).collect()
    }
}

/// types/retail_location.json.
fn location(point: &Point, language: Language) -> Value {
    json!({ "id": point.id, "name": point.name.of(language), "address": point_address(point, language) })
}

/// A point's address as a postal address.
pub fn point_address(point: &Point, language: Language) -> Value {
    json!({
        "street_address": point.address.street_address.of(language),
        "address_locality": point.address.address_locality.of(language),
        "address_region": point.address.address_region.of(language),
        "postal_code": point.address.postal_code,
        "address_country": "CN",
    })
}

fn id(method: Method) -> &'static str {
    match method {
        Method::Shipping => "m_shipping",
        Method::Pickup => "m_pickup",
    }
}
