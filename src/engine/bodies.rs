//! Paths and bodies of the requests. Deterministic: the same lines give the same bytes.

use super::event::ListWanted;
use super::ids::ItemId;
use crate::ucp::Flaw;
use crate::ucp::cart::{CartRequest, Codes, ItemRef, WantedLine};
use crate::ucp::checkout::CheckoutCreate;
use crate::ucp::context::{Attribution, Context};
use crate::ucp::id::{CartId, LineId};
use crate::ucp::json::{self, push_member, push_name, push_texts, push_whole};
use crate::ucp::tree::{Members, Tree};

/// A line to ask for: its id where the business gave it one, the variant, the pieces.
pub type Wanted = (Option<String>, ItemId, u32);

/// Body of POST /catalog/search (UCP 2026-04-08, catalog_search.json): what `SearchRequest` (of the tests below) would be, to the byte,
/// without a type's weight in a first view.
pub fn search(wanted: &ListWanted, sorted: bool, cursor: Option<&str>) -> String {
    let mut body = String::from("{");
    let query = wanted.query.as_deref().filter(|query| !query.is_empty());
    push_member(&mut body, "query", query);
    let mut filters = String::from("{");
    push_texts(&mut filters, "categories", wanted.category.as_slice());
    if query.is_none() && wanted.category.is_none() && wanted.seller.is_none() {
        // UCP forbids an empty search.
        filters.push_str("\"price\":{\"min\":0}");
    }
    push_texts(&mut filters, "example.tsampa.seller_id", wanted.seller.as_slice());
    if filters.len() > 1 {
        push_name(&mut body, "filters");
        body.push_str(&filters);
        body.push('}');
    }
    if sorted {
        push_member(&mut body, "example.tsampa.sort", wanted.sort.as_deref());
    }
    push_name(&mut body, "pagination");
    body.push('{');
    push_member(&mut body, "cursor", cursor);
    push_name(&mut body, "limit");
    push_whole(&mut body, wanted.limit.into());
    body.push('}');
    wanted.context.push(&mut body);
    body.push('}');
    body
}

/// Body of POST /catalog/lookup (catalog_lookup.json), as `LookupRequest` would be. `context` is what [`Context::push`] adds.
pub fn lookup(ids: &[String], context: &str) -> String {
    let mut body = String::from("{");
    push_texts(&mut body, "ids", ids);
    body.push_str(context);
    body.push('}');
    body
}

/// The same question as [`search`] as an address below the endpoint (our extension `read`): one question, one address.
pub fn search_read(wanted: &ListWanted, sorted: bool, cursor: Option<&str>) -> String {
    let (query, context) = (wanted.query.as_deref().filter(|query| !query.is_empty()), &wanted.context);
    let mut limit = String::new();
    push_whole(&mut limit, wanted.limit.into());
    let mut path = String::from("/catalog/search");
    for (name, value) in [
        ("?category=", wanted.category.as_deref()),
        ("?country=", context.address_country.as_deref()),
        ("?currency=", context.currency.as_deref()),
        ("?cursor=", cursor),
        ("?language=", context.language.as_deref()),
        ("?limit=", Some(limit.as_str())),
        ("?query=", query),
        ("?seller=", wanted.seller.as_deref()),
        ("?sort=", wanted.sort.as_deref().filter(|_| sorted)),
    ] {
        push_parameter(&mut path, name, value.as_slice());
    }
    path
}

/// The same question as [`lookup`], as an address below the endpoint.
pub fn lookup_read(ids: &[String], context: &Context) -> String {
    let mut path = String::from("/catalog/lookup");
    push_parameter(&mut path, "?country=", context.address_country.as_slice());
    push_parameter(&mut path, "?currency=", context.currency.as_slice());
    push_parameter(&mut path, "?ids=", ids);
    push_parameter(&mut path, "?language=", context.language.as_slice());
    path
}

/// One parameter, its values with commas between them; none of it without a value. The first begins with `?`, others with `&`.
fn push_parameter(path: &mut String, name: &str, values: &[impl AsRef<str>]) {
    let mut before = name;
    let later = path.bytes().any(|byte| byte == b'?');
    for value in values {
        if later && before.starts_with('?') {
            path.push('&');
            path.push_str(before.get(1..).unwrap_or_default());
        } else {
            path.push_str(before);
        }
        push_segment(path, value.as_ref());
        before = ",";
    }
}

/// Body of PUT /carts/{id}: everything again, what is left out is gone. Without a cart, of POST /carts.
pub fn cart(
    cart: Option<&str>,
    lines: &[Wanted],
    context: &Context,
    attribution: &[(String, String)],
    codes: Option<&[String]>,
) -> String {
    json::write(&CartRequest {
        id: cart.map(CartId::from),
        line_items: lines.iter().map(wanted_line).collect(),
        context: context.clone(),
        attribution: sources(attribution),
        discounts: codes.map(|codes| Codes { codes: codes.to_vec() }),
    })
}

/// Body of POST /checkout-sessions from a cart.
pub fn checkout_create(cart: &str, attribution: &[(String, String)]) -> String {
    json::write(&CheckoutCreate {
        cart_id: CartId::from(cart),
        line_items: Vec::new(),
        attribution: sources(attribution),
    })
}

/// Body of PUT /checkout-sessions/{id}: other lines, these `codes` besides those there, and everything else that `answer` holds of the buyer's once more, since whatever is
/// left out would be lost. Read as a tree: nothing of it is looked into. What cannot be read whole is not sent back by halves: that is a flaw.
pub fn checkout_update(
    answer: &str,
    lines: &[Wanted],
    codes: &[&String],
    attribution: &[(String, String)],
) -> Result<String, Flaw> {
    let known = json::read::<Tree>(answer)?;
    let mut body = Members::default();
    let line = |(id, item, quantity): &Wanted| {
        let (mut named, mut line) = (Members::default(), Members::default());
        named.text("id", Some(&item.0));
        line.text("id", id.as_deref());
        line.add("item", named.whole());
        line.add("quantity", Tree::Number(f64::from(*quantity)));
        line.whole()
    };
    body.list("line_items", lines.iter().map(line).collect());
    body.copy("buyer", &known);
    let fulfillment = known.get("fulfillment");
    if *fulfillment != Tree::Null {
        let mut chosen = Members::default();
        chosen.list("methods", fulfillment.get("methods").items().iter().map(chosen_method).collect());
        body.add("fulfillment", chosen.whole());
    }
    let typed = known.get("discounts").get("codes");
    if *typed != Tree::Null || !codes.is_empty() {
        let mut discounts = Members::default();
        let more = codes.iter().map(|code| Tree::Text((*code).clone()));
        discounts.list("codes", typed.items().iter().cloned().chain(more).collect());
        body.add("discounts", discounts.whole());
    }
    let mut sources = Members::default();
    for (name, value) in attribution {
        sources.text(name, Some(value));
    }
    body.add("attribution", sources.whole());
    Ok(json::write(&body.whole()))
}

/// What a request may say of a way of delivery: which one, where to, and what was chosen for each package.
fn chosen_method(method: &Tree) -> Tree {
    let mut chosen = Members::default();
    for name in ["id", "type", "line_item_ids", "selected_destination_id"] {
        chosen.copy(name, method);
    }
    // Pick-up places are the business's to write; an address is the buyer's, and would be lost.
    if *method.get("type") == Tree::Text("shipping".to_owned()) {
        chosen.copy("destinations", method);
    }
    let group = |group: &Tree| {
        let mut chosen = Members::default();
        chosen.copy("id", group);
        chosen.copy("selected_option_id", group);
        chosen.whole()
    };
    chosen.list("groups", method.get("groups").items().iter().map(group).collect());
    chosen.whole()
}

/// One line of a full replacement.
fn wanted_line(line: &Wanted) -> WantedLine {
    let (id, item, quantity) = line;
    WantedLine { id: id.as_deref().map(LineId::from), item: ItemRef { id: item.clone() }, quantity: *quantity }
}

/// Attribution as the wire has it.
fn sources(attribution: &[(String, String)]) -> Attribution {
    attribution.iter().cloned().collect()
}

/// A path with an id in it, the id percent-encoded as one segment (RFC 3986: only unreserved characters stay).
pub fn path(before: &str, id: &str) -> String {
    let mut path = before.to_owned();
    push_segment(&mut path, id);
    path
}

/// A text, percent-encoded.
fn push_segment(path: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            path.push(char::from(byte));
        } else {
            path.push('%');
            for digit in [byte >> 4, byte & 15] {
                path.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
}

/// An address, if the widget may show it or go to it.
pub fn safe_url(url: &str) -> Option<String> {
    crate::ucp::url::is_safe(url).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;
    use crate::ucp::money::Minor;

    #[derive(Serialize)]
    struct SearchRequest {
        #[serde(skip_serializing_if = "Option::is_none")]
        query: Option<String>,
        #[serde(skip_serializing_if = "SearchFilters::is_empty")]
        filters: SearchFilters,
        #[serde(rename = "example.tsampa.sort", skip_serializing_if = "Option::is_none")]
        sort: Option<String>,
        pagination: PageRequest,
        #[serde(skip_serializing_if = "Context::is_empty")]
        context: Context,
    }

    /// What a search is narrowed to (types/search_filters.json); all of it has to hold.
    #[derive(Default, PartialEq, Serialize)]
    struct SearchFilters {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        categories: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        price: Option<PriceFilter>,
        #[serde(rename = "example.tsampa.seller_id", skip_serializing_if = "Vec::is_empty")]
        seller_ids: Vec<String>,
    }

    impl SearchFilters {
        fn is_empty(&self) -> bool {
            *self == Self::default()
        }
    }

    /// Minor units of `context.currency` (types/price_filter.json).
    #[derive(PartialEq, Serialize)]
    struct PriceFilter {
        min: Minor,
    }

    /// Which page of a search (types/pagination.json).
    #[derive(Serialize)]
    struct PageRequest {
        #[serde(skip_serializing_if = "Option::is_none")]
        cursor: Option<String>,
        limit: u32,
    }

    #[derive(Serialize)]
    struct LookupRequest {
        ids: Vec<String>,
        #[serde(skip_serializing_if = "Context::is_empty")]
        context: Context,
    }

    #[test]
    fn questions_are_written_as_their_types_are() {
        let text = |text: &str| Some(text.to_owned());
        for case in 0..512 {
            let is = |bit: u32| case >> bit & 1 == 1;
            let when = |bit, value| if is(bit) { text(value) } else { None };
            let context = Context { address_country: when(5, "CN"), language: when(6, "bo"), currency: when(7, "CNY") };
            let wanted = ListWanted {
                query: when(0, if is(8) { "བོ \"\n" } else { "" }),
                category: when(1, "tea"),
                seller: when(2, "s_1"),
                sort: when(3, "newest"),
                limit: 12,
                context: context.clone(),
                ..ListWanted::default()
            };
            let query = wanted.query.clone().filter(|query| !query.is_empty());
            let mut filters = SearchFilters {
                categories: wanted.category.iter().cloned().collect(),
                price: None,
                seller_ids: wanted.seller.iter().cloned().collect(),
            };
            // UCP forbids an empty search: the whole catalogue is asked for by a lowest price of 0.
            if query.is_none() && filters.is_empty() {
                filters.price = Some(PriceFilter { min: Minor(0) });
            }
            let (sort, pagination) = (wanted.sort.clone(), PageRequest { cursor: when(4, "c1"), limit: 12 });
            let mut request = SearchRequest { query, filters, sort, pagination, context: context.clone() };
            assert_eq!(search(&wanted, true, when(4, "c1").as_deref()), json::write(&request));
            request.sort = None;
            assert_eq!(search(&wanted, false, when(4, "c1").as_deref()), json::write(&request));
            let ids = vec!["v_1".to_owned(), "v_2".to_owned()];
            let mut object = String::new();
            context.push(&mut object);
            let request = LookupRequest { ids: ids.clone(), context };
            assert_eq!(lookup(&ids, &object), json::write(&request));
        }
    }

    #[test]
    fn an_id_stays_one_segment_of_the_path() {
        assert_eq!(path("/carts/", "a/../b?c#d é"), "/carts/a%2F..%2Fb%3Fc%23d%20%C3%A9");
    }
}
