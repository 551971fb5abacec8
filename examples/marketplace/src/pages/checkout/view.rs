//! The checkout's page as a whole.

use super::filled::Filled;
use super::{choices, lines};
use crate::app::State;
use crate::checkout::fee_name;
use crate::fulfillment::Method;
use crate::language::Language;
use crate::money::money;
use crate::pages::form::{Input, Problem, problem};
use crate::pages::layout::{Kind, POLICIES, Page};
use crate::pages::visit::{Visit, in_language};
use crate::pricing::Totals;
use crate::store::Checkout;
use crate::ucp;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

/// The page of an open checkout, and all it has to show.
pub struct Sheet<'a> {
    pub state: &'a State,
    pub visit: &'a Visit,
    pub language: Language,
    pub checkout: &'a Checkout,
    /// What stands in the form.
    pub filled: &'a Filled,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The total that was seen, minor units, when the order was not placed because things have changed.
    pub changed_from: Option<i64>,
}

impl<'a> Sheet<'a> {
    /// With nothing wrong.
    pub fn new(state: &'a State, visit: &'a Visit, checkout: &'a Checkout, filled: &'a Filled) -> Sheet<'a> {
        let language = super::language(visit, checkout);
        Sheet { state, visit, language, checkout, filled, problems: Vec::new(), changed_from: None }
    }

    /// The method that is chosen; pick-up, which costs nothing, as long as none is.
    pub fn method(&self) -> Method {
        self.filled.method.unwrap_or(Method::Pickup)
    }

    /// The page.
    pub fn answer(self, status: StatusCode) -> Response {
        let language = self.language;
        let title = language.pick("结算", "Checkout");
        let wrong =
            if self.problems.is_empty() { "" } else { language.pick("需要更正 · ", "To be corrected · ") };
        let empty = self.checkout.lines.is_empty();
        let main = html! {
            h1 { (title) }
            (self.summary())
            (self.changed())
            @if empty { (self.nothing()) } @else { (self.form()) }
        };
        let kind = if empty { Kind::Private } else { Kind::PrivateForm(FORM) };
        let page = Page { visit: self.visit, language, title: format!("{wrong}{title}"), head: html! {}, kind, main };
        page.answer(status)
    }

    /// All that is wrong, with the way to each field.
    fn summary(&self) -> Markup {
        html! {
            @if !self.problems.is_empty() {
                div.note.bad id="problems" role="alert" tabindex="-1" autofocus {
                    h2 { (self.language.pick("还差一点：", "Not quite yet:")) }
                    ul { @for problem in &self.problems { li { a href=(format!("#{}", problem.field)) { (problem.text) } } } }
                }
            }
        }
    }

    fn changed(&self) -> Markup {
        let (currency, now) = (&self.state.store.goods().currency, self.checkout.totals.total);
        html! {
            @if let Some(seen) = self.changed_from {
                div.note.warn id="changed" role="alert" tabindex="-1" autofocus {
                    p {
                        strong { (self.language.pick("订单还没有提交。", "The order is not placed yet.")) } " "
                        @if seen == now {
                            (self.language.pick("库存变了，请看一看再提交。", "Stock has changed. Please look again, then place it."))
                        } @else {
                            (self.language.say(
                                "合计原来是 {seen}，现在是 {now}。请看一看再提交。",
                                "The total was {seen} and is {now} now. Please look again, then place it.",
                                &[("seen", &money(seen, currency, self.language)), ("now", &money(now, currency, self.language))],
                            ))
                        }
                    }
                    p { a href="#place" { (self.language.pick("去提交", "To the button")) } }
                }
            }
        }
    }

    fn nothing(&self) -> Markup {
        let language = self.language;
        html! {
            div.group { (lines::section(self)) }
            p { (language.pick("订单里没有东西了。", "There is nothing left in this order.")) }
            p { a href=(self.visit.link("/")) { (language.pick("看看所有店铺", "See all shops")) } }
        }
    }

    fn form(&self) -> Markup {
        let language = self.language;
        let action = in_language(&format!("/checkout/{}", self.checkout.id), language);
        html! {
            form.checkout id=(FORM) method="post" action=(action) novalidate {
                input type="hidden" name="key" value=(self.filled.key);
                input type="hidden" name="seen_total" value=(self.checkout.totals.total);
                (lines::section(self))
                div.steps { (choices::contact(self)) (choices::fulfillment(self)) (choices::payment(self)) }
                section.sum aria-labelledby="sum-title" {
                    h2 id="sum-title" { (language.pick("合计", "To pay")) }
                    (totals(self.state, &self.checkout.totals, language))
                    (self.code())
                    div.press id="place" tabindex="-1" {
                        (problem(&self.problems, "place"))
                        button.primary type="submit" name="action" value="place" { (language.pick("提交订单", "Place order")) }
                        button.quiet type="submit" name="action" value="update" { (language.pick("重新计算", "Work out the total again")) }
                    }
                    (self.policies())
                }
            }
        }
    }

    /// Where a discount code is typed.
    fn code(&self) -> Markup {
        let problem = Filled::code_problem(self.state, self.checkout, self.language);
        let field = Input {
            name: "code",
            label: self.language.pick("优惠码", "Discount code"),
            value: self.filled.codes.as_deref().unwrap_or_default(),
            kind: "text",
            autocomplete: "off",
            optional: Some(self.language.pick("（可不填）", " (optional)")),
        };
        field.show(problem.as_slice())
    }

    fn policies(&self) -> Markup {
        let language = self.language;
        html! {
            p.soft.small {
                (language.pick("下单即表示同意：", "Placing the order, you agree to: "))
                @for (position, (address, zh, en)) in POLICIES.iter().enumerate() {
                    @if position > 0 { " · " }
                    a href=(self.visit.link(&format!("/policies/{address}"))) target="_blank" rel="noopener" { (language.pick(zh, en)) }
                }
            }
        }
    }
}

/// The sums as they stand, in their order.
pub fn totals(state: &State, totals: &Totals, language: Language) -> Markup {
    let currency = &state.store.goods().currency;
    let entries = ucp::totals(totals, language, |fee| fee_name(state, fee, language));
    html! {
        dl.totals {
            @for entry in &entries {
                div.grand[entry.kind == "total"] {
                    dt { (entry.display_text.as_deref().unwrap_or(entry.kind)) }
                    dd { (money(entry.amount, currency, language)) }
                }
            }
        }
    }
}

/// The form's id.
const FORM: &str = "checkout";
