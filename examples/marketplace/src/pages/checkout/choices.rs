//! Who it is for, how it gets there, how it is paid.

use super::view::Sheet;
use crate::fulfillment::{Method, fees};
use crate::goods::Point;
use crate::language::Language;
use crate::money::money;
use crate::pages::form::{Input, described_by, problem};
use crate::payment::HANDLERS;
use maud::{Markup, html};

/// Name, phone, e-mail.
pub fn contact(sheet: &Sheet<'_>) -> Markup {
    let (filled, problems, language) = (sheet.filled, &sheet.problems, sheet.language);
    let fields = [
        Input {
            name: "contact_name",
            label: language.pick("姓名", "Name"),
            value: &filled.name,
            kind: "text",
            autocomplete: "name",
            optional: None,
        },
        Input {
            name: "contact_phone",
            label: language.pick("手机", "Phone"),
            value: &filled.phone,
            kind: "tel",
            autocomplete: "tel",
            optional: None,
        },
        Input {
            name: "contact_email",
            label: language.pick("邮箱", "E-mail"),
            value: &filled.email,
            kind: "email",
            autocomplete: "email",
            optional: Some(language.pick("（有手机就可以不填）", " (not needed with a phone)")),
        },
    ];
    html! {
        section.step aria-labelledby="contact-title" {
            h2 id="contact-title" { (language.pick("给谁的", "Who is it for?")) }
            @for field in &fields { (field.show(problems)) }
        }
    }
}

/// Pick-up at a point, or delivery to an address.
pub fn fulfillment(sheet: &Sheet<'_>) -> Markup {
    let (problems, language) = (&sheet.problems, sheet.language);
    let goods = sheet.state.store.goods();
    let parcels = fees(goods, &sheet.checkout.lines, Some(Method::Shipping));
    let in_all = parcels.iter().map(|fee| fee.amount).fold(0i64, i64::saturating_add);
    let free = language.pick("免费", "free of charge").to_owned();
    let offered = [
        (Method::Pickup, language.pick("到服务点自提", "Pick up at a service point"), free),
        (
            Method::Shipping,
            language.pick("寄到家里", "Delivery to an address"),
            money(in_all, &goods.currency, language),
        ),
    ];
    html! {
        section.step aria-labelledby="fulfillment-title" {
            h2 id="fulfillment-title" { (language.pick("怎么拿到", "How does it get to you?")) }
            fieldset.choices id="fulfillment" tabindex="-1" aria-labelledby="fulfillment-title"
                aria-describedby=[described_by(problems, "fulfillment")] {
                (problem(problems, "fulfillment"))
                @for (method, title, price) in &offered {
                    label.choice for=(format!("fulfillment-{}", method.name())) {
                        input type="radio" id=(format!("fulfillment-{}", method.name())) name="fulfillment"
                            value=(method.name()) checked[sheet.method() == *method];
                        span.title { (title) }
                        span.soft { (price) }
                    }
                }
            }
            div.if-pickup { (points(sheet)) }
            div.if-shipping {
                @if parcels.len() > 1 {
                    p { (language.pick("每家店各寄一个包裹：", "Each shop sends a parcel of its own:")) }
                    ul.parcels {
                        @for fee in &parcels {
                            li.soft { (goods.seller(&fee.seller_id).map_or("", |seller| seller.name.of(language))) " · " (money(fee.amount, &goods.currency, language)) }
                        }
                    }
                }
                (address(sheet))
            }
        }
    }
}

/// All points, by county.
fn points(sheet: &Sheet<'_>) -> Markup {
    let (problems, language) = (&sheet.problems, sheet.language);
    let goods = sheet.state.store.goods();
    html! {
        fieldset.points id="point" tabindex="-1" aria-describedby=[described_by(problems, "point")] {
            legend { (language.pick("自提点", "Pick-up point")) }
            (problem(problems, "point"))
            @for county in &goods.counties {
                @let here: Vec<&Point> = goods.points.iter().filter(|point| point.county == county.id).collect();
                @if !here.is_empty() {
                    p.county { (county.name.of(language)) }
                    div.choices {
                        @for point in here {
                            label.choice for=(format!("point-{}", point.id)) {
                                input type="radio" id=(format!("point-{}", point.id)) name="point" value=(point.id)
                                    checked[sheet.filled.point == point.id];
                                span.title { (point.name.of(language)) }
                                span.soft { (place_of(point, language)) }
                                span.soft { (point.hours.of(language)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A point's address in one line, as its language writes addresses.
pub fn place_of(point: &Point, language: Language) -> String {
    let address = &point.address;
    let [street, locality] = [&address.street_address, &address.address_locality].map(|text| text.of(language));
    match language {
        Language::Zh => format!("{locality}{street}"),
        Language::Bo => format!("{locality} {street}"),
        Language::En | Language::Fr => format!("{street}, {locality}"),
    }
}

fn address(sheet: &Sheet<'_>) -> Markup {
    let (filled, problems, language) = (sheet.filled, &sheet.problems, sheet.language);
    let optional = Some(language.pick("（可不填）", " (optional)"));
    let fields = [
        Input {
            name: "address_street",
            label: language.pick("街道、门牌或村名", "Street and house, or village"),
            value: &filled.street,
            kind: "text",
            autocomplete: "address-line1",
            optional: None,
        },
        Input {
            name: "address_locality",
            label: language.pick("县或城市", "County or town"),
            value: &filled.locality,
            kind: "text",
            autocomplete: "address-level2",
            optional: None,
        },
        Input {
            name: "address_region",
            label: language.pick("省或自治区", "Province or region"),
            value: &filled.region,
            kind: "text",
            autocomplete: "address-level1",
            optional,
        },
        Input {
            name: "address_postal_code",
            label: language.pick("邮编", "Post code"),
            value: &filled.postal_code,
            kind: "text",
            autocomplete: "postal-code",
            optional,
        },
    ];
    html! {
        fieldset.address {
            legend { (language.pick("收货地址", "Address in China")) }
            @for field in &fields { (field.show(problems)) }
        }
    }
}

/// The ways to pay.
pub fn payment(sheet: &Sheet<'_>) -> Markup {
    let (problems, language) = (&sheet.problems, sheet.language);
    html! {
        section.step aria-labelledby="payment-title" {
            h2 id="payment-title" { (language.pick("怎么付款", "How do you pay?")) }
            fieldset.choices id="payment" tabindex="-1" aria-labelledby="payment-title"
                aria-describedby=[described_by(problems, "payment")] {
                (problem(problems, "payment"))
                @for handler in &HANDLERS {
                    @let (title, more) = words(handler.id, language);
                    @let only = handler.method.map(|method| format!("only-{}", method.name()));
                    label class=(["choice"].into_iter().chain(only.as_deref()).collect::<Vec<_>>().join(" "))
                        for=(format!("payment-{}", handler.id)) {
                        input type="radio" id=(format!("payment-{}", handler.id)) name="payment" value=(handler.id)
                            checked[sheet.filled.payment == handler.id];
                        span.title { (title) }
                        span.soft { (more) }
                    }
                }
            }
        }
    }
}

/// A way to pay, and what it means.
pub fn words(handler_id: &str, language: Language) -> (&'static str, &'static str) {
    match handler_id {
        "on_pickup" => (
            language.pick("自提时付款", "Pay at pick-up"),
            language.pick("取货时付现金或扫手机。", "In cash or by phone, when you collect it."),
        ),
        "on_delivery" => (
            language.pick("货到付款", "Pay on delivery"),
            language.pick("收货时付现金或扫手机。", "In cash or by phone, when it arrives."),
        ),
        _ => (
            language.pick("测试卡", "Test card"),
            language.pick(
                "仅供试用：不问卡号，也不会扣款。",
                "This is a test: no card number is asked for, no money moves.",
            ),
        ),
    }
}
