//! Discount codes on the wire (UCP shopping/discount.json): the member `discounts` of carts and checkouts, and what is
//! said of a code that takes nothing off. All of them stand on lines, so among the totals they are `items_discount`.

use crate::discount::{self, CODES_MAX, Off, Refused, Why};
use crate::error::Error;
use crate::goods::Goods;
use crate::language::Language;
use crate::money::money;
use crate::pricing::{PricedLine, Totals};
use crate::ucp::Message;
use crate::ucp::request::Discounts;
use crate::ucp::strict::Object;
use serde_json::{Value, json};

/// The codes of a request, within bounds. None: it does not speak of them.
pub fn wished(discounts: Option<Object<Discounts>>) -> Result<Option<Vec<String>>, Error> {
    let Some(codes) = discounts.and_then(|discounts| discounts.0.codes) else { return Ok(None) };
    if codes.len() > CODES_MAX {
        return Err(Error::TooMany { what: "discounts.codes", most: CODES_MAX });
    }
    Ok(Some(codes.iter().map(|code| discount::kept(code)).collect()))
}

/// All codes as they were given, so that a message finds each at its place, and what they take off.
pub fn view(codes: &[String], totals: &Totals, lines: &[PricedLine], language: Language) -> Value {
    let place = |line_id: &str| lines.iter().position(|line| line.id == line_id).unwrap_or_default();
    let applied = totals.discounts.iter().enumerate().map(|(number, applied)| {
        let shares = applied.shares.iter();
        let allocations = shares
            .map(|share| json!({ "path": format!("$.line_items[{}]", place(&share.line_id)), "amount": share.amount }));
        json!({
            "code": applied.code,
            "title": applied.title.of(language),
            "amount": applied.amount,
            "method": match applied.off { Off::Percent(_) => "each", Off::Amount(_) => "across" },
            "priority": number + 1,
            "allocations": allocations.collect::<Vec<_>>(),
        })
    });
    json!({ "codes": codes, "applied": applied.collect::<Vec<_>>() })
}

/// What is said of the codes that take nothing off. No reason to stop: all else is as it was.
pub fn messages(goods: &Goods, refused: &[Refused], language: Language) -> impl Iterator<Item = Message> {
    refused.iter().map(move |Refused { position, why }| {
        let code = match why {
            Why::Expired => "discount_code_expired",
            Why::Twice => "discount_code_already_applied",
            Why::NotTogether => "discount_code_combination_disallowed",
            Why::Unknown | Why::OtherSeller(_) | Why::TooLittle(_) | Why::Nothing => "discount_code_invalid",
        };
        Message::warning(code, format!("$.discounts.codes[{position}]"), reason(goods, why, language))
    })
}

/// Why a code takes nothing off, for whoever gave it.
pub fn reason(goods: &Goods, why: &Why, language: Language) -> String {
    match why {
        Why::Unknown => language.pick("没有这个优惠码。", "There is no such code.").to_owned(),
        Why::Expired => language.pick("这个优惠码已经过期。", "This code has expired.").to_owned(),
        Why::Twice => language.pick("这个优惠码已经用上了。", "This code is in use already.").to_owned(),
        Why::NotTogether => language
            .pick("这个优惠码不能和其他优惠码一起用。", "This code does not go together with the other one.")
            .to_owned(),
        Why::OtherSeller(seller) => {
            let name = goods.seller(seller).map_or("", |seller| seller.name.of(language));
            language.say(
                "这个优惠码只用于“{shop}”的商品。",
                "This code is for goods of {shop} only.",
                &[("shop", &name)],
            )
        }
        Why::TooLittle(least) => language.say(
            "商品满 {amount} 才能用这个优惠码。",
            "This code takes something off once its goods come to {amount}.",
            &[("amount", &money(*least, &goods.currency, language))],
        ),
        Why::Nothing => language.pick("没有可以减的了。", "There is nothing left to take off.").to_owned(),
    }
}
