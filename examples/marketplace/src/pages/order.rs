//! GET /o/{id}: an order, for whoever knows its address. The page it came from knows it, too, and so may that page's
//! server: so the buyer's name and numbers are only hinted at.

use super::checkout::{by_seller, place_of, totals, words};
use super::layout::{Kind, Page};
use super::notice::{Notice, trouble};
use super::shop;
use super::visit::{Named, Visit};
use crate::app::State;
use crate::fulfillment::{Address, Buyer, Destination, Method};
use crate::language::Language;
use crate::money::money;
use crate::pricing::PricedLine;
use crate::store::Order;
use axum::extract;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use maud::{Markup, html};

pub async fn show(extract::State(state): extract::State<State>, visit: Visit, Named(id): Named) -> Response {
    match state.store.order(id).await {
        Ok(Some(order)) => page(&state, &visit, &order),
        Ok(None) => {
            let language = visit.language();
            let title = language.pick("找不到这个订单", "There is no such order");
            let text = language.pick(
                "地址可能不完整。订单的地址只有下单的人知道。",
                "The address may be cut short. Only whoever placed an order knows its address.",
            );
            Notice::new(StatusCode::NOT_FOUND, title, text).answer(&visit, language)
        }
        Err(error) => trouble(&visit, error),
    }
}

fn page(state: &State, visit: &Visit, order: &Order) -> Response {
    let language = visit.language_or(Some(order.language));
    let title = language.pick("谢谢，订单已提交", "Thank you, your order is placed");
    let main = html! {
        div.hero {
            h1 { (title) }
            p.lead {
                (language.pick("订单号", "Order number")) " " strong id="order-number" { (order.number) }
            }
            p { (language.pick("请记下订单号，或保存这一页的地址：只有它能回到这里。", "Note the number, or keep this page's address: it is the only way back here.")) }
            (way_back(state, visit, order, language))
        }
        div.placed {
            div {
                (whereto(state, order, language))
                (next(state, order, language))
            }
            div.receipt {
                (bought(state, visit, order, language))
                section aria-labelledby="sum-title" {
                    h2 id="sum-title" { (language.pick("合计", "Totals")) }
                    (totals(state, &order.totals, language))
                    p.soft { (words(&order.handler, language).0) }
                }
            }
        }
    };
    Page { visit, language, title: title.to_owned(), head: html! {}, kind: Kind::Private, main }.answer(StatusCode::OK)
}

fn bought(state: &State, visit: &Visit, order: &Order, language: Language) -> Markup {
    let goods = state.store.goods();
    let lines: Vec<PricedLine> = order.lines.iter().map(|line| line.priced()).collect();
    let unknown = order.lines.iter().filter(|line| goods.item(&line.variant_id).is_none());
    html! {
        section aria-labelledby="bought-title" {
            h2 id="bought-title" { (language.pick("买了什么", "What you bought")) }
            @for (seller, lines) in by_seller(goods, &lines) {
                div.group {
                    h3 { a href=(visit.link(&shop::path(seller))) { (seller.name.of(language)) } }
                    ul.lines {
                        @for (item, line) in &lines {
                            li.line {
                                img src=(format!("/media/{}", item.product.picture)) alt="" width="56" height="56";
                                div.what { span.title { (item.title(language)) } span.soft { (line.quantity) " × " (money(line.price, &order.currency, language)) } }
                                span.line-total { (money(line.total(), &order.currency, language)) }
                            }
                        }
                    }
                }
            }
            // What is not sold any more is named as it was when it was bought.
            ul.lines {
                @for line in unknown {
                    li.line {
                        div.what { span.title { (line.title) } span.soft { (line.quantity) " × " (money(line.price, &order.currency, language)) } }
                        span.line-total { (money(line.priced().total(), &order.currency, language)) }
                    }
                }
            }
        }
    }
}

/// The point or the address, and for whom.
fn whereto(state: &State, order: &Order, language: Language) -> Markup {
    let destination = order.details.choice.as_ref().and_then(|choice| choice.destination.as_ref());
    html! {
        section aria-labelledby="where-title" {
            @match destination {
                Some(Destination::Point { id }) => {
                    h2 id="where-title" { (language.pick("到这里取", "Pick it up here")) }
                    @if let Some(point) = state.store.goods().point(id) {
                        address {
                            strong { (point.name.of(language)) } br;
                            (place_of(point, language)) br;
                            (point.hours.of(language))
                        }
                    }
                }
                Some(Destination::Address { address, .. }) => {
                    h2 id="where-title" { (language.pick("寄到这里", "It goes here")) }
                    address { @for line in address_lines(address, language) { (line) br; } }
                }
                None => { h2 id="where-title" { (language.pick("收货", "Delivery")) } }
            }
            @if let Some(buyer) = &order.details.buyer { p.soft { (language.pick("收货人：", "For:")) " " (hint(buyer)) } }
        }
    }
}

fn address_lines(address: &Address, language: Language) -> Vec<String> {
    let street = [address.street_address.as_deref(), address.extended_address.as_deref()];
    let town = [address.address_locality.as_deref(), address.address_region.as_deref(), address.postal_code.as_deref()];
    let joined =
        |parts: &[Option<&str>]| parts.iter().flatten().copied().collect::<Vec<_>>().join(language.pick(" ", ", "));
    [joined(&street), joined(&town)].into_iter().filter(|line| !line.is_empty()).collect()
}

/// Enough for the buyer to know their own: the first letter of the name, the last digits of the phone.
fn hint(buyer: &Buyer) -> String {
    let first = |text: &Option<String>| text.as_deref().and_then(|text| text.chars().next()).map(|c| format!("{c}…"));
    let phone = buyer.phone_number.as_deref().map(|phone| {
        let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
        format!("…{}", digits.iter().skip(digits.len().saturating_sub(4)).collect::<String>())
    });
    let email = buyer.email.as_deref().and_then(|email| email.split_once('@')).map(|(_, host)| format!("…@{host}"));
    let name = first(&buyer.first_name).or_else(|| first(&buyer.last_name));
    [name, phone, email].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What happens from here on.
fn next(state: &State, order: &Order, language: Language) -> Markup {
    let sellers = order.totals.fees.iter().filter_map(|fee| state.store.goods().seller(&fee.seller_id));
    let days = sellers.map(|seller| seller.shipping.days).reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]);
    let [fewest, most] = days.unwrap_or_default();
    let pickup = order.details.choice.as_ref().is_some_and(|choice| choice.method == Method::Pickup);
    let total = money(order.totals.total, &order.currency, language);
    let days: [(&str, &dyn std::fmt::Display); 2] = [("fewest", &fewest), ("most", &most)];
    let [way, then] = match pickup {
        true => [
            language.say(
                "各家店把东西送到服务点，约 {fewest}–{most} 天。",
                "The shops bring everything to the point, in {fewest} to {most} days.",
                &days,
            ),
            language
                .pick("到服务点报订单号取货，带上手机。", "Say your order number there, and bring your phone.")
                .to_owned(),
        ],
        false => [
            language.say(
                "每家店各寄一个包裹，约 {fewest}–{most} 天。",
                "Each shop sends a parcel, in {fewest} to {most} days.",
                &days,
            ),
            language
                .pick("快递会用您留下的方式联系您。", "The courier gets in touch with you before they come.")
                .to_owned(),
        ],
    };
    let pay = match order.handler.as_str() {
        "test_card" => {
            language.pick("这是测试付款，没有扣钱。", "This was a test payment: no money has moved.").to_owned()
        }
        "on_pickup" => language.say(
            "取货时付 {total}，现金或扫手机。",
            "Pay {total} when you collect it, in cash or by phone.",
            &[("total", &total)],
        ),
        _ => language.say(
            "收货时付 {total}，现金或扫手机。",
            "Pay {total} when it arrives, in cash or by phone.",
            &[("total", &total)],
        ),
    };
    let steps = [way, then, pay];
    html! {
        section aria-labelledby="next-title" {
            h2 id="next-title" { (language.pick("接下来", "What happens next")) }
            ol {
                @for step in &steps { li { (step) } }
            }
        }
    }
}

/// Back to the site the order came from, if one was recorded; else to the shop.
fn way_back(state: &State, visit: &Visit, order: &Order, language: Language) -> Markup {
    let site = order.origin.as_deref().filter(|origin| *origin != state.public_url).and_then(site);
    let shop = order.lines.first().and_then(|line| state.store.goods().seller(&line.seller_id));
    html! {
        @if let Some((address, host)) = site {
            p { a.button id="back-link" href=(address) rel="noreferrer" { (language.pick("回到", "Back to")) " " (host) } }
        } @else if let Some(seller) = shop {
            p { a.button id="back-link" href=(visit.link(&shop::path(seller))) { (language.pick("回到", "Back to")) " " (seller.name.of(language)) } }
        }
    }
}

/// An origin's address and host, if a link may lead there: https, or this machine, and an origin only. It comes from a
/// header that not only browsers write.
fn site(origin: &str) -> Option<(String, String)> {
    let uri: Uri = origin.parse().ok()?;
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
    let loopback = ["localhost", "127.0.0.1", "[::1]"].contains(&authority.host());
    let safe = scheme == "https" || (scheme == "http" && loopback);
    let plain = origin == format!("{scheme}://{authority}") && !authority.as_str().contains('@');
    (safe && plain && !authority.host().is_empty()).then(|| (format!("{origin}/"), authority.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_leads_to_an_origin_and_nothing_else() {
        let to = |origin: &str| site(origin).map(|(address, _)| address);
        for good in ["https://tourism.example", "http://localhost:7421", "http://127.0.0.1:1", "https://a.example:8443"]
        {
            assert_eq!(to(good), Some(format!("{good}/")), "{good}");
        }
        for bad in [
            "null",
            "",
            "javascript:alert(1)",
            "http://tourism.example",
            "https://user@tourism.example",
            "https://tourism.example/path",
            "https://tourism.example/",
            "https://tourism.example?x",
            "//tourism.example",
            "data:text/html,x",
            "ftp://tourism.example",
            "https://",
            "https://tourism.example#x",
        ] {
            assert_eq!(to(bad), None, "{bad}");
        }
    }
}
