//! What is bought, by seller: each line with its quantity, and what could not be met said where it belongs.

use super::view::Sheet;
use crate::fulfillment::{Method, sellers};
use crate::goods::{Goods, Item, Seller};
use crate::language::Language;
use crate::money::money;
use crate::pages::form::{described_by, problem};
use crate::pricing::{Note, PricedLine};
use maud::{Markup, html};

/// Lines by seller, sellers in the order of their first line.
pub fn by_seller<'a>(goods: &'a Goods, lines: &'a [PricedLine]) -> Vec<(&'a Seller, Vec<(Item<'a>, &'a PricedLine)>)> {
    let theirs = |seller: &'a Seller| {
        let items = lines.iter().filter_map(|line| Some((goods.item(&line.variant_id)?, line)));
        (seller, items.filter(|(item, _)| item.seller.id == seller.id).collect())
    };
    sellers(goods, lines).into_iter().map(theirs).collect()
}

/// The section.
pub fn section(sheet: &Sheet<'_>) -> Markup {
    let language = sheet.language;
    let goods = sheet.state.store.goods();
    let (gone, unknown) = left_out(sheet);
    html! {
        section.order id="lines" tabindex="-1" aria-labelledby="lines-title" {
            div.section-head {
                h2 id="lines-title" { (language.pick("您的订单", "Your order")) }
                button.quiet type="submit" name="action" value="update" { (language.pick("更新数量", "Update")) }
            }
            (problem(&sheet.problems, "lines"))
            @for (seller, lines) in by_seller(goods, &sheet.checkout.lines) {
                div.group {
                    h3 { (seller.name.of(language)) }
                    ul.lines { @for (item, line) in &lines { (row(sheet, item, line)) } }
                    (parcel(sheet, seller))
                }
            }
            @if !gone.is_empty() || unknown {
                div.group {
                    h3 { (language.pick("买不到了", "No longer to be had")) }
                    ul.lines { @for item in &gone { (gone_row(item, language)) } }
                    @if unknown { p.note { (language.pick("有一种商品已经下架，不再算在订单里。", "One item is not sold any more. It is no longer part of this order.")) } }
                }
            }
        }
    }
}

/// What was wished and cannot be had at all.
fn left_out<'a>(sheet: &Sheet<'a>) -> (Vec<Item<'a>>, bool) {
    let goods = sheet.state.store.goods();
    let ids = sheet.checkout.notes.iter().filter_map(|note| match note {
        Note::OutOfStock { variant_id } | Note::NotFound { variant_id } => Some(variant_id),
        Note::Adjusted { .. } => None,
    });
    let items: Vec<Option<Item<'_>>> = ids.map(|id| goods.item(id)).collect();
    let unknown = items.iter().any(Option::is_none);
    (items.into_iter().flatten().collect(), unknown)
}

fn row(sheet: &Sheet<'_>, item: &Item<'_>, line: &PricedLine) -> Markup {
    let language = sheet.language;
    let currency = &sheet.state.store.goods().currency;
    let (name, title) = (format!("quantity_{}", item.variant.id), item.title(language));
    let wrong = described_by(&sheet.problems, &name);
    // A typed quantity that is none stays as it was typed; else the checkout knows better.
    let typed = wrong.as_ref().and_then(|_| sheet.filled.quantities.get(&item.variant.id)).cloned();
    html! {
        li.line.edited {
            img src=(format!("/media/{}", item.product.picture)) alt="" width="56" height="56";
            div.what {
                span.title { (title) }
                span.soft { (money(line.price, currency, language)) (language.pick("/件", " each")) }
                @if let Some(allergens) = &item.variant.allergens { span.allergens { (allergens.of(language)) } }
                (adjusted(sheet, line))
                (problem(&sheet.problems, &name))
            }
            div.amount {
                label.unseen for=(name) { (language.pick("数量：", "Quantity of")) " " (title) }
                input.count id=(name) name=(name) type="number" inputmode="numeric" min="0" step="1"
                    max=(line.stock.min(line.max_per_order)) value=(typed.unwrap_or_else(|| line.quantity.to_string()))
                    aria-describedby=[wrong.as_deref()] aria-invalid=[wrong.as_ref().map(|_| "true")];
                button.plain type="submit" name="remove" value=(item.variant.id) {
                    (language.pick("移除", "Remove")) span.unseen { " " (title) }
                }
            }
            span.line-total { (money(line.total(), currency, language)) }
        }
    }
}

/// What is said when fewer can be had than were asked for.
fn adjusted(sheet: &Sheet<'_>, line: &PricedLine) -> Markup {
    let cut = sheet.checkout.notes.iter().find_map(|note| match note {
        Note::Adjusted { line_id, asked, kept } if *line_id == line.id => Some((asked, kept)),
        _ => None,
    });
    html! {
        @if let Some((asked, kept)) = cut {
            p.note.warn {
                (sheet.language.say(
                    "每单目前最多可买 {kept} 件，已从 {asked} 件改成 {kept} 件。",
                    "You can have {kept} at most now, so it is {kept} instead of {asked}.",
                    &[("kept", kept), ("asked", asked)],
                ))
            }
        }
    }
}

fn gone_row(item: &Item<'_>, language: Language) -> Markup {
    html! {
        li.line.gone {
            // Whoever sends this page has seen that it is gone: it is not said a second time.
            input type="hidden" name=(format!("quantity_{}", item.variant.id)) value="0";
            img src=(format!("/media/{}", item.product.picture)) alt="" width="56" height="56";
            div.what {
                span.title { (item.title(language)) }
                p.note.warn { (language.pick("刚刚卖完了，不再算在订单里；其余的不变。", "Sold out meanwhile. It is no longer part of this order; the rest stays.")) }
            }
        }
    }
}

/// How this seller's goods get to the buyer, and what that costs.
fn parcel(sheet: &Sheet<'_>, seller: &Seller) -> Markup {
    let (currency, language) = (&sheet.state.store.goods().currency, sheet.language);
    let fee = sheet.checkout.totals.fees.iter().find(|fee| fee.seller_id == seller.id);
    let [fewest, most] = seller.shipping.days;
    html! {
        @if let Some(fee) = fee {
            p.parcel.soft {
                span {
                    @match fee.method {
                        Method::Pickup => { (language.pick("到服务点自提", "To the pick-up point")) }
                        Method::Shipping => {
                            (language.say("快递，约 {fewest}–{most} 天", "Delivery, {fewest} to {most} days", &[("fewest", &fewest), ("most", &most)]))
                        }
                    }
                }
                span { (money(fee.amount, currency, language)) }
            }
        }
    }
}
