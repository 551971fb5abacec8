//! The form as it is filled in: read from what was sent, or from what a platform said of the buyer.

use super::press::new_key;
use crate::app::State;
use crate::checkout::missing_message;
use crate::codes;
use crate::discount::{self, CODES_MAX};
use crate::fulfillment::{self, Address, Buyer, Choice, Destination, Details, Method, Missing};
use crate::language::Language;
use crate::pages::form::{Fields, Problem};
use crate::payment::HANDLERS;
use crate::store::{Checkout, Payment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that stands in the form, as it was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Filled {
    pub name: String,
    pub phone: String,
    pub email: String,
    pub method: Option<Method>,
    pub point: String,
    pub street: String,
    pub locality: String,
    pub region: String,
    pub postal_code: String,
    /// Discount codes, however they are separated. None: the form did not ask for them.
    pub codes: Option<String>,
    /// One of [`HANDLERS`], by id.
    pub payment: String,
    /// By variant id.
    pub quantities: BTreeMap<String, String>,
    /// The variant to leave out.
    pub remove: Option<String>,
    /// By what the same press is recognised.
    pub key: String,
    /// Minor units: the total that stood on the page.
    pub seen_total: Option<i64>,
    pub pressed: Pressed,
}

/// Which button was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pressed {
    /// Update, remove or the other language.
    #[default]
    Update,
    /// Place the order.
    Place,
}

impl Filled {
    /// As a checkout begins: with what the platform said, for it knows that. What was typed here before is shown to
    /// nobody but who typed it: whoever has the checkout's id, such as the page that made it, could read it.
    pub fn of(checkout: &Checkout) -> Filled {
        let mut filled = Filled { key: new_key(), ..Filled::default() };
        if let Some(buyer) = checkout.sent.buyer.clone() {
            let names = [buyer.first_name, buyer.last_name].into_iter().flatten();
            filled.name = names.collect::<Vec<_>>().join(" ");
            filled.phone = buyer.phone_number.unwrap_or_default();
            filled.email = buyer.email.unwrap_or_default();
        }
        match checkout.sent.choice.as_ref().and_then(|choice| choice.destination.clone()) {
            Some(Destination::Point { id }) => filled.point = id,
            Some(Destination::Address { address, .. }) => {
                filled.street = address.street_address.unwrap_or_default();
                filled.locality = address.address_locality.unwrap_or_default();
                filled.region = address.address_region.unwrap_or_default();
                filled.postal_code = address.postal_code.unwrap_or_default();
            }
            None => {}
        }
        let details = checkout.details();
        filled.method = details.choice.map(|choice| choice.method);
        filled.codes = details.codes.map(|codes| codes.join(" "));
        filled
    }

    /// As it was sent.
    pub fn read(fields: &Fields) -> Filled {
        Filled {
            name: fields.text("contact_name"),
            phone: fields.text("contact_phone"),
            email: fields.text("contact_email"),
            method: match fields.find("fulfillment") {
                Some("pickup") => Some(Method::Pickup),
                Some("shipping") => Some(Method::Shipping),
                _ => None,
            },
            point: fields.text("point"),
            street: fields.text("address_street"),
            locality: fields.text("address_locality"),
            region: fields.text("address_region"),
            postal_code: fields.text("address_postal_code"),
            codes: fields.find("code").map(str::to_owned),
            payment: fields.text("payment"),
            quantities: fields.beginning("quantity_").collect(),
            remove: fields.find("remove").map(str::to_owned),
            key: fields.text("key"),
            seen_total: fields.text("seen_total").parse().ok(),
            // A press on “remove” or on the language sends no action: then nothing is ordered.
            pressed: if fields.find("action") == Some("place") { Pressed::Place } else { Pressed::Update },
        }
    }

    /// Who buys and how the goods get there, as it is typed.
    pub fn details(&self) -> Details {
        let buyer = Buyer {
            first_name: some(&self.name),
            last_name: None,
            email: some(&self.email),
            phone_number: some(&self.phone),
        };
        let address = Address {
            street_address: some(&self.street),
            address_locality: some(&self.locality),
            address_region: some(&self.region),
            postal_code: some(&self.postal_code),
            ..Address::default()
        };
        let choice = self.method.map(|method| Choice {
            method,
            destination: match method {
                Method::Pickup => some(&self.point).map(|id| Destination::Point { id }),
                Method::Shipping => Some(Destination::Address { id: "typed".to_owned(), address: Box::new(address) }),
            },
        });
        let apart = |text: &str| {
            let codes =
                text.split(|c: char| c.is_whitespace() || ",;，；、".contains(c)).filter(|code| !code.is_empty());
            codes.take(CODES_MAX).map(discount::kept).collect()
        };
        Details { buyer: Some(buyer), choice, codes: self.codes.as_deref().map(apart) }
    }

    /// Pieces by variant, and the ones that are no number; those stay what they were.
    pub fn quantities(&self, language: Language) -> (BTreeMap<String, i64>, Vec<Problem>) {
        let (mut quantities, mut problems) = (BTreeMap::new(), Vec::new());
        for (variant_id, text) in &self.quantities {
            match text.trim().parse() {
                Ok(quantity @ 0..) => _ = quantities.insert(variant_id.clone(), quantity),
                _ => {
                    let text = language
                        .pick("请填一个整数；填 0 就不买这一种。", "Write a whole number; 0 leaves this one out.");
                    problems.push(Problem::at(format!("quantity_{variant_id}"), text));
                }
            }
        }
        if let Some(variant_id) = &self.remove {
            quantities.insert(variant_id.clone(), 0);
            problems.retain(|problem| problem.field != format!("quantity_{variant_id}"));
        }
        (quantities, problems)
    }

    /// What is too long to be kept.
    fn too_long(&self, language: Language) -> Vec<Problem> {
        let fields = [
            ("contact_name", &self.name),
            ("contact_phone", &self.phone),
            ("contact_email", &self.email),
            ("address_street", &self.street),
            ("address_locality", &self.locality),
            ("address_region", &self.region),
            ("address_postal_code", &self.postal_code),
        ];
        let long = fields.into_iter().filter(|(_, text)| text.chars().count() > TEXT_LENGTH_MAX);
        let text = language.say(
            "太长了，最多 {most} 个字。",
            "This is too long: {most} characters are the most.",
            &[("most", &TEXT_LENGTH_MAX)],
        );
        long.map(|(field, _)| Problem::at(field, text.clone())).collect()
    }

    /// What stands between this form and an order; before the order is wanted, only what cannot be right.
    pub fn problems(&self, state: &State, checkout: &Checkout, language: Language) -> Vec<Problem> {
        let place = self.pressed == Pressed::Place;
        let mut missing = fulfillment::missing(state.store.goods(), &checkout.lines, &self.details());
        // That nothing can be had any more is no fault of the form: its lines say it.
        missing.retain(|missing| match missing {
            Missing::Email | Missing::Phone => true,
            other => place && *other != Missing::Lines,
        });
        let (_, mut problems) = self.quantities(language);
        problems.extend(self.too_long(language));
        problems.extend(self.problems_of(missing, language));
        if place {
            problems.extend(self.payment_problem(language));
        }
        problems
    }

    /// What is missing, each at its field.
    fn problems_of(&self, missing: Vec<Missing>, language: Language) -> Vec<Problem> {
        let street = language.pick("请填写街道、门牌或村名。", "Which street and house, or which village?");
        let locality = language.pick("请填写县或城市。", "Which county or town?");
        let mut problems = Vec::new();
        for missing in missing {
            let said = missing_message(missing, language).content;
            match missing {
                Missing::Lines => problems.push(Problem::at("lines", said)),
                Missing::Name => problems.push(Problem::at("contact_name", said)),
                Missing::Contact | Missing::Phone => problems.push(Problem::at("contact_phone", said)),
                Missing::Email => problems.push(Problem::at("contact_email", said)),
                Missing::Method => problems.push(Problem::at("fulfillment", said)),
                Missing::Point => problems.push(Problem::at("point", said)),
                Missing::Deliverable => problems.push(Problem::at("address_locality", said)),
                Missing::Address => {
                    let empty =
                        [("address_street", &self.street, street), ("address_locality", &self.locality, locality)];
                    let empty = empty.into_iter().filter(|(_, text, _)| text.trim().is_empty());
                    problems.extend(empty.map(|(field, _, text)| Problem::at(field, text)));
                }
            }
        }
        problems
    }

    /// What is said of discount codes that take nothing off.
    pub fn code_problem(state: &State, checkout: &Checkout, language: Language) -> Option<Problem> {
        let codes = checkout.details().codes.unwrap_or_default();
        let said = checkout.refused.iter().map(|refused| {
            let reason = codes::reason(state.store.goods(), &refused.why, language);
            let code = codes.get(refused.position).map(String::as_str).unwrap_or_default();
            format!("{code}{} {reason}", language.pick("：", ":"))
        });
        let said = said.collect::<Vec<_>>().join(" ");
        (!said.is_empty()).then(|| Problem::at("code", said))
    }

    fn payment_problem(&self, language: Language) -> Option<Problem> {
        let chosen = HANDLERS.iter().find(|handler| handler.id == self.payment);
        let text = match (chosen.map(|handler| handler.method), self.method) {
            (None, _) => language.pick("请选择付款方式。", "Choose how to pay."),
            (Some(Some(Method::Pickup)), Some(Method::Shipping)) => language.pick(
                "送货上门不能自提时付款，请另选一种。",
                "Paying at pick-up does not go with delivery. Choose another way.",
            ),
            (Some(Some(Method::Shipping)), Some(Method::Pickup)) => language.pick(
                "自提不能货到付款，请另选一种。",
                "Paying on delivery does not go with pick-up. Choose another way.",
            ),
            _ => return None,
        };
        Some(Problem::at("payment", text))
    }

    /// How it is paid, at the total that was seen.
    pub fn payment(&self, state: &State, language: Language) -> Payment {
        let handler = HANDLERS.iter().find(|handler| handler.id == self.payment);
        let instrument = handler.and_then(|handler| handler.instruments.first()).copied().unwrap_or_default();
        Payment {
            handler_id: self.payment.clone(),
            instrument: instrument.to_owned(),
            declined: false,
            // A form without the total it showed was not made by us: no total equals this one.
            seen_total: Some(self.seen_total.unwrap_or(i64::MIN)),
            language,
            attribution: (None, None),
            partners: state.partners.clone(),
        }
    }
}

fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Characters that one field may hold.
const TEXT_LENGTH_MAX: usize = 200;
