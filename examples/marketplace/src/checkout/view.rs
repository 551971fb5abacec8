//! A checkout as UCP says it. What the buyer typed on our own page is not in it: whoever knows the id may read this.

use super::delivery::Offer;
use crate::agent::Agent;
use crate::app::State;
use crate::cart::{line_item, messages};
use crate::codes;
use crate::fulfillment::{Method, Missing, missing};
use crate::language::Language;
use crate::payment;
use crate::pricing::Fee;
use crate::store::{Checkout, Lifecycle};
use crate::ucp::{CHECKOUT, Message, VERSION, envelope, rfc3339, totals};
use serde_json::{Map, Value, json};

/// For whom a checkout is put into words.
pub struct View<'a> {
    state: &'a State,
    language: Language,
    multi_group: bool,
}

impl<'a> View<'a> {
    /// For the platform that asks, in the buyer's language.
    pub fn new(state: &'a State, agent: &Agent, checkout: &Checkout) -> View<'a> {
        let wished = checkout.context.as_ref().and_then(|context| context.language.as_deref());
        View { state, language: agent.language(wished), multi_group: agent.multi_group }
    }

    /// The document; `problems` are what is wrong with this very request.
    pub fn say(&self, checkout: &Checkout, problems: Vec<Message>) -> Value {
        let goods = self.state.store.goods();
        let details = checkout.details();
        let method = details.choice.as_ref().map(|choice| choice.method);
        let open = checkout.lifecycle == Lifecycle::Open;
        let mut messages = messages(goods, &checkout.lines, &checkout.notes, self.language);
        if open {
            let missing = missing(goods, &checkout.lines, &details);
            messages.extend(missing.into_iter().map(|missing| missing_message(missing, self.language)));
        }
        let status = match checkout.lifecycle {
            Lifecycle::Open if messages.iter().any(|message| message.kind == "error") => "incomplete",
            Lifecycle::Open => "ready_for_complete",
            Lifecycle::Completed { .. } => "completed",
            Lifecycle::Canceled => "canceled",
        };
        messages.extend(codes::messages(goods, &checkout.refused, self.language));
        messages.extend(problems);
        let mut ucp = envelope("success", CHECKOUT);
        ucp["payment_handlers"] = handlers(method);
        let offer = Offer {
            goods,
            lines: &checkout.lines,
            sent: checkout.sent.choice.as_ref().filter(|_| checkout.typed.choice.is_none()),
            method,
            multi_group: self.multi_group,
            language: self.language,
        };
        let lines = checkout.lines.iter().map(|line| {
            let mut view = line_item(self.state, line, checkout.totals.off(&line.id), self.language);
            // Of what is over nothing more can be had.
            view.as_object_mut().filter(|_| !open).map(|members| members.remove("example.tsampa.stock"));
            view
        });
        let mut view = json!({
            "ucp": ucp,
            "id": checkout.id,
            "status": status,
            "currency": goods.currency,
            "line_items": lines.collect::<Vec<_>>(),
            "totals": totals(&checkout.totals, self.language, |fee| self.fee_name(fee)),
            "fulfillment": offer.view(),
            "messages": messages,
            "links": self.links(),
            "expires_at": rfc3339(checkout.expires_at),
        });
        if let Some(context) = &checkout.context {
            view["context"] = json!(context);
        }
        if let Some(buyer) = checkout.sent.buyer.as_ref().filter(|_| checkout.typed.buyer.is_none()) {
            view["buyer"] = json!(buyer);
        }
        // A code is the order's, not the buyer's: also one that was typed on our page is told.
        if let Some(codes) = details.codes.filter(|codes| !codes.is_empty()) {
            view["discounts"] = codes::view(&codes, &checkout.totals, &checkout.lines, self.language);
        }
        match &checkout.lifecycle {
            Lifecycle::Open => {
                view["continue_url"] = json!(format!("{}/checkout/{}", self.state.public_url, checkout.id))
            }
            Lifecycle::Completed { order_id, number } => {
                view["order"] = json!({
                    "id": order_id,
                    "label": number.to_string(),
                    "permalink_url": self.state.order_url(order_id),
                });
            }
            Lifecycle::Canceled => {}
        }
        view
    }

    fn fee_name(&self, fee: &Fee) -> String {
        fee_name(self.state, fee, self.language)
    }

    fn links(&self) -> Value {
        let link = |kind: &str, name: &str, title: &str| json!({ "type": kind, "url": self.state.policy_url(name), "title": title });
        json!([
            link("terms_of_service", "terms", self.language.pick("服务条款", "Terms of service")),
            link("privacy_policy", "privacy", self.language.pick("隐私政策", "Privacy")),
            link("refund_policy", "refunds", self.language.pick("退换政策", "Returns and refunds")),
            link("shipping_policy", "shipping", self.language.pick("配送政策", "Shipping")),
        ])
    }
}

/// What a seller's fee is called among the totals.
pub fn fee_name(state: &State, fee: &Fee, language: Language) -> String {
    let seller = state.store.goods().seller(&fee.seller_id).map_or("", |seller| seller.name.of(language));
    let method = match fee.method {
        Method::Shipping => language.pick("快递", "Shipping"),
        Method::Pickup => language.pick("自提", "Pick-up"),
    };
    format!("{method} · {seller}")
}

fn handlers(method: Option<Method>) -> Value {
    let entry = |handler: &payment::Handler| {
        let instruments: Vec<Value> = handler.instruments.iter().map(|kind| json!({ "type": kind })).collect();
        json!([{ "id": handler.id, "version": VERSION, "available_instruments": instruments }])
    };
    payment::offered(method).map(|handler| (handler.name.to_owned(), entry(handler))).collect::<Map<_, _>>().into()
}

/// What is said of something that is missing.
pub fn missing_message(missing: Missing, language: Language) -> Message {
    let address = "$.fulfillment.methods[0].destinations";
    let (code, path, zh, en) = match missing {
        Missing::Lines => ("empty", "$.line_items", "没有可结算的商品。", "There is nothing left to order."),
        Missing::Name => {
            ("field_required", "$.buyer.first_name", "请填写收货人姓名。", "Whose order is it? A name is needed.")
        }
        Missing::Contact => (
            "field_required",
            "$.buyer.phone_number",
            "请填写手机号或邮箱。",
            "A phone number or an e-mail address is needed.",
        ),
        Missing::Email => ("field_invalid", "$.buyer.email", "邮箱地址不正确。", "This cannot be an e-mail address."),
        Missing::Phone => ("field_invalid", "$.buyer.phone_number", "手机号不正确。", "This cannot be a phone number."),
        Missing::Method => {
            ("field_required", "$.fulfillment.methods", "请选择快递或自提。", "Choose shipping or pick-up.")
        }
        Missing::Point => (
            "field_required",
            "$.fulfillment.methods[0].selected_destination_id",
            "请选择自提点。",
            "Choose a pick-up point.",
        ),
        Missing::Address => ("field_required", address, "请填写收货地址。", "Where to? Street and town are needed."),
        Missing::Deliverable => {
            ("address_undeliverable", address, "目前只能寄往中国境内。", "The shops send within China only, for now.")
        }
    };
    Message::recoverable(code, path.to_owned(), language.pick(zh, en))
}
