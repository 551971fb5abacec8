//! The catalogue: POST /catalog/search, /catalog/lookup, /catalog/product (UCP shopping/catalog_search.json,
//! catalog_lookup.json), and GET of the first two (our extension read). No answer here is a promise: cart and checkout
//! decide.

mod choice;
mod read;
mod search;
mod view;
mod words;

pub use view::{Shelf, by_product, product_view};

use crate::agent::Call;
use crate::app::State;
use crate::cart::answer;
use crate::error::Error;
use crate::goods::{Product, Variant};
use crate::language::Language;
use crate::store::Answer;
use crate::ucp::request::{About, GetProduct, Lookup, Search};
use crate::ucp::{LOOKUP, Message, SEARCH, envelope, error_answer};
use axum::Router;
use axum::extract::{self, MatchedPath};
use axum::http::{HeaderName, Uri, header};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};

/// The routes, below the endpoint.
pub fn router() -> Router<State> {
    Router::new()
        .route("/catalog/search", get(read_search).post(find))
        .route("/catalog/lookup", get(read_lookup).post(look_up))
        .route("/catalog/product", post(product))
}

/// What is asked of the catalogue, by whichever method.
struct Asked<T> {
    body: T,
    about: About,
    language: Language,
}

impl<T> From<Call<T>> for Asked<T> {
    fn from(Call { agent, body, about }: Call<T>) -> Asked<T> {
        Asked { language: agent.language(about.language()), body, about }
    }
}

async fn find(extract::State(state): extract::State<State>, call: Call<Search>) -> Result<Spoken, Error> {
    found(&state, call.into()).await
}

async fn read_search(
    extract::State(state): extract::State<State>,
    path: MatchedPath,
    uri: Uri,
) -> Result<Response, Error> {
    Ok(read::kept(found(&state, read::asked(&path, &uri, read::SEARCH)?).await?))
}

async fn found(state: &State, Asked { body: search, about, language }: Asked<Search>) -> Result<Spoken, Error> {
    let offers = state.store.offers().await?;
    let shelf = Shelf { state, offers: &offers, language };
    let page = search::page(&shelf, &search, about.context().and_then(|context| context.currency))?;
    let products: Vec<Value> = page.products.iter().map(|product| product_view(&shelf, product)).collect();
    let mut pagination = json!({ "has_next_page": page.cursor.is_some(), "total_count": page.total_count });
    if let Some(cursor) = page.cursor {
        pagination["cursor"] = json!(cursor);
    }
    let body = json!({
        "ucp": envelope("success", SEARCH),
        "products": products,
        "pagination": pagination,
        "example.tsampa.facets": page.facets,
    });
    Ok(spoken(language, answer(200, &body)))
}

async fn look_up(extract::State(state): extract::State<State>, call: Call<Lookup>) -> Result<Spoken, Error> {
    looked_up(&state, call.into()).await
}

async fn read_lookup(
    extract::State(state): extract::State<State>,
    path: MatchedPath,
    uri: Uri,
) -> Result<Response, Error> {
    Ok(read::kept(looked_up(&state, read::asked(&path, &uri, read::LOOKUP)?).await?))
}

async fn looked_up(state: &State, Asked { body, about, language }: Asked<Lookup>) -> Result<Spoken, Error> {
    let ids = body.ids;
    if ids.is_empty() {
        return Err(Error::malformed("$.ids", "no id; at least one is needed"));
    }
    if ids.len() > IDS_MAX {
        return Err(Error::TooMany { what: "ids", most: IDS_MAX });
    }
    let offers = state.store.offers().await?;
    let shelf = Shelf { state, offers: &offers, language };
    let filter = search::Filter::new(body.filters.as_deref(), about.context().and_then(|c| c.currency));
    let mut found: Vec<Found<'_>> = Vec::new();
    let mut messages = Vec::new();
    for (position, id) in ids.iter().enumerate() {
        if ids.iter().take(position).any(|earlier| earlier == id) {
            continue;
        }
        match state.store.goods().find(id).filter(|(product, _)| filter.admits(&shelf, product)) {
            Some((product, named)) => note_found(&mut found, &shelf, product, named, id),
            None => messages.push(Message::info("not_found", id.as_str())),
        }
    }
    let products: Vec<Value> = found.iter().map(|found| found.view(&shelf)).collect();
    let body = json!({ "ucp": envelope("success", LOOKUP), "products": products, "messages": messages });
    Ok(spoken(language, answer(200, &body)))
}

/// A product that was looked up, with each variant that an id led to.
struct Found<'a> {
    product: &'a Product,
    variants: Vec<(&'a Variant, Vec<Value>)>,
}

impl Found<'_> {
    fn view(&self, shelf: &Shelf<'_>) -> Value {
        let mut view = by_product(shelf, self.product);
        let variants = self.variants.iter().map(|(variant, inputs)| {
            let mut variant = view::variant_view(shelf, self.product, variant);
            variant["inputs"] = json!(inputs);
            variant
        });
        view["variants"] = variants.collect();
        view
    }
}

/// An id of a variant is an exact match; an id of a product leads to the variant that is shown first.
fn note_found<'a>(
    found: &mut Vec<Found<'a>>,
    shelf: &Shelf<'_>,
    product: &'a Product,
    named: Option<&'a Variant>,
    id: &str,
) {
    let matched = if named.is_some() { "exact" } else { "featured" };
    let Some(variant) = named.or_else(|| shelf.featured(product)) else { return };
    let input = json!({ "id": id, "match": matched });
    let position = found.iter().position(|earlier| earlier.product.id == product.id).unwrap_or_else(|| {
        found.push(Found { product, variants: Vec::new() });
        found.len() - 1
    });
    let Some(entry) = found.get_mut(position) else { return };
    match entry.variants.iter_mut().find(|(earlier, _)| earlier.id == variant.id) {
        Some((_, inputs)) => inputs.push(input),
        None => entry.variants.push((variant, vec![input])),
    }
}

async fn product(extract::State(state): extract::State<State>, call: Call<GetProduct>) -> Result<Spoken, Error> {
    let language = call.agent.language(call.about.language());
    let offers = state.store.offers().await?;
    let shelf = Shelf { state: &state, offers: &offers, language };
    let Some((product, named)) = state.store.goods().find(&call.body.id) else {
        let content = language.pick("没有这件商品。", "There is no such product.");
        let message = Message::unrecoverable("not_found", content);
        return Ok(spoken(language, answer(200, &error_answer(LOOKUP, vec![message], &state.public_url))));
    };
    let wished = call.body.selected.unwrap_or_default();
    let preferences = call.body.preferences.unwrap_or_default();
    let choice = choice::choose(&shelf, product, named, &wished, &preferences)?;
    let mut view = by_product(&shelf, product);
    view["selected"] = choice.selected_view(language);
    view["options"] = choice.options_view(&shelf, product);
    let first = std::iter::once(choice.variant);
    let others = product.variants.iter().filter(|variant| variant.id != choice.variant.id);
    view["variants"] = first.chain(others).map(|variant| view::variant_view(&shelf, product, variant)).collect();
    Ok(spoken(language, answer(200, &json!({ "ucp": envelope("success", LOOKUP), "product": view }))))
}

/// An answer that names the language its texts really have.
type Spoken = ([(HeaderName, &'static str); 1], Answer);

fn spoken(language: Language, answer: Answer) -> Spoken {
    ([(header::CONTENT_LANGUAGE, language.tag())], answer)
}

/// Ids that one lookup takes.
const IDS_MAX: usize = 50;
