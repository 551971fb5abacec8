//! Which products a search finds, in which order, and one page of them.

use super::view::Shelf;
use super::words;
use crate::error::Error;
use crate::goods::{Goods, Product, Seller};
use crate::language::Text;
use crate::ucp::request::{Filters, PriceFilter, Search, Sort};
use serde_json::{Value, json};

/// One page of what was found.
pub struct Page<'a> {
    /// In order.
    pub products: Vec<&'a Product>,
    /// Where the next page begins; None on the last one.
    pub cursor: Option<String>,
    /// Products found, on all pages.
    pub total_count: usize,
    /// Our extension's counts by category and by seller.
    pub facets: Value,
}

/// Finds, sorts, cuts. `currency` is what the platform's prices are in.
pub fn page<'a>(shelf: &Shelf<'a>, search: &Search, currency: Option<String>) -> Result<Page<'a>, Error> {
    let query = search.query.as_deref().filter(|query| !query.trim().is_empty());
    let terms = query.map(words::terms);
    let filter = Filter::new(search.filters.as_deref(), currency);
    if terms.is_none() && filter.is_empty() && search.sort.is_none() {
        let found = "neither a query nor a filter; the whole catalogue is filters.price.min = 0";
        return Err(Error::malformed("$", found));
    }
    let goods = shelf.state.store.goods();
    let matching: Vec<Hit<'a>> = goods
        .products
        .iter()
        .enumerate()
        .filter_map(|(position, product)| {
            Hit::of(shelf, product, position, terms.as_deref(), search.sort.unwrap_or_default())
        })
        .collect();
    let facets = facets(shelf, &matching, &filter);
    let mut found: Vec<Hit<'a>> = matching.into_iter().filter(|hit| filter.admits(shelf, hit.product)).collect();
    found.sort_by_key(|hit| hit.rank);
    let total_count = found.len();
    let pagination = search.pagination.as_deref();
    let limit = pagination.and_then(|p| p.limit).map_or(LIMIT_DEFAULT, |limit| limit.0.min(LIMIT_MAX));
    if let Some(cursor) = pagination.and_then(|p| p.cursor.as_deref()) {
        let after = Rank::from_cursor(cursor)
            .ok_or_else(|| Error::malformed("$.pagination.cursor", "not a cursor of an answer of ours"))?;
        found.retain(|hit| hit.rank > after);
    }
    let more = found.len() as u64 > limit;
    found.truncate(limit as usize);
    let cursor = found.last().filter(|_| more).map(|hit| hit.rank.cursor());
    Ok(Page { products: found.iter().map(|hit| hit.product).collect(), cursor, total_count, facets })
}

/// A product that matches the query.
struct Hit<'a> {
    product: &'a Product,
    rank: Rank,
}

/// The place of a product in an order. The next page begins after it, whatever came or went on the page before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    key: i64,
    position: i64,
}

impl Rank {
    fn cursor(self) -> String {
        format!("{:x}.{:x}", self.key, self.position)
    }

    fn from_cursor(cursor: &str) -> Option<Rank> {
        let (key, position) = cursor.split_once('.')?;
        let number = |text: &str| u64::from_str_radix(text, 16).ok().map(u64::cast_signed);
        Some(Rank { key: number(key)?, position: number(position)? })
    }
}

impl<'a> Hit<'a> {
    fn of(
        shelf: &Shelf<'a>,
        product: &'a Product,
        position: usize,
        terms: Option<&[String]>,
        sort: Sort,
    ) -> Option<Hit<'a>> {
        let score = score(shelf.state.store.goods(), product, terms)?;
        let position = position as i64;
        let (lowest, _) = shelf.price_range(product);
        let rank = match sort {
            Sort::Relevance => Rank { key: -score, position },
            Sort::PriceAsc => Rank { key: lowest, position },
            Sort::PriceDesc => Rank { key: -lowest, position },
            Sort::Newest => Rank { key: 0, position: -position },
        };
        Some(Hit { product, rank })
    }
}

/// What products have to be like.
pub struct Filter<'a> {
    categories: Option<&'a [String]>,
    sellers: Option<&'a [String]>,
    price: Option<PriceFilter>,
    foreign_currency: Option<String>,
}

impl<'a> Filter<'a> {
    /// Reads a request's filters.
    pub fn new(filters: Option<&'a Filters>, currency: Option<String>) -> Filter<'a> {
        Filter {
            categories: filters.and_then(|f| f.categories.as_deref()),
            sellers: filters.and_then(|f| f.seller_ids.as_deref()),
            price: filters.and_then(|f| f.price.as_deref().copied()),
            foreign_currency: currency,
        }
    }

    fn is_empty(&self) -> bool {
        self.categories.is_none() && self.sellers.is_none() && self.price.is_none()
    }

    /// Whether a product is like that.
    pub fn admits(&self, shelf: &Shelf<'_>, product: &Product) -> bool {
        self.admits_category(shelf, product) && self.admits_seller(product) && self.admits_price(shelf, product)
    }

    /// By the category's id, which every language shares, or its name.
    fn admits_category(&self, shelf: &Shelf<'_>, product: &Product) -> bool {
        let Some(wished) = self.categories else { return true };
        let named = shelf.state.store.goods().category(&product.category);
        wished.iter().any(|wish| {
            wish == &product.category
                || named
                    .is_some_and(|category| wish == &category.name.zh || wish.eq_ignore_ascii_case(&category.name.en))
        })
    }

    fn admits_seller(&self, product: &Product) -> bool {
        self.sellers.is_none_or(|wished| wished.contains(&product.seller))
    }

    /// Prices in a currency that is not ours cannot be compared: UCP lets them be ignored.
    fn admits_price(&self, shelf: &Shelf<'_>, product: &Product) -> bool {
        let Some(PriceFilter { min, max }) = self.price else { return true };
        let ours = &shelf.state.store.goods().currency;
        if self.foreign_currency.as_ref().is_some_and(|currency| !currency.eq_ignore_ascii_case(ours)) {
            return true;
        }
        product.variants.iter().any(|variant| {
            let price = u64::try_from(shelf.offer(variant).price).unwrap_or_default();
            min.is_none_or(|min| price >= min.0) && max.is_none_or(|max| price <= max.0)
        })
    }
}

/// Counts by category and by seller; each leaves its own filter out, so that the others to choose from stay in sight.
fn facets(shelf: &Shelf<'_>, matching: &[Hit<'_>], filter: &Filter<'_>) -> Value {
    let goods = shelf.state.store.goods();
    let products = || matching.iter().map(|hit| hit.product).filter(|product| filter.admits_price(shelf, product));
    let categories = goods.categories.iter().filter_map(|category| {
        let of = |product: &&Product| product.category == category.id && filter.admits_seller(product);
        let count = products().filter(of).count();
        (count > 0).then(|| json!({ "id": category.id, "name": category.name.of(shelf.language), "count": count }))
    });
    let sellers = goods.sellers.iter().filter_map(|seller| {
        let of = |product: &&Product| product.seller == seller.id && filter.admits_category(shelf, product);
        let count = products().filter(of).count();
        (count > 0).then(|| json!({ "id": seller.id, "name": seller.name.of(shelf.language), "count": count }))
    });
    json!({ "categories": categories.collect::<Vec<_>>(), "sellers": sellers.collect::<Vec<_>>() })
}

/// How well a product matches: every term has to be found somewhere. None: it does not match. Without a query any does,
/// with one that has no word (a lone tsheg) none.
fn score(goods: &Goods, product: &Product, terms: Option<&[String]>) -> Option<i64> {
    let Some(terms) = terms else { return Some(0) };
    if terms.is_empty() {
        return None;
    }
    let seller = goods.seller(&product.seller);
    let titles = fields(std::iter::once(&product.title).chain(product.variants.iter().map(|variant| &variant.title)));
    let names =
        fields(seller.into_iter().flat_map(|Seller { name, maker, .. }| [name, maker]).chain(named(goods, product)));
    let description = fields([&product.description]);
    let texts = [(titles.as_str(), 9), (names.as_str(), 3), (description.as_str(), 1)];
    terms.iter().try_fold(0, |sum, term| Some(sum + words::weight(term, &texts)?))
}

fn named<'a>(goods: &'a Goods, product: &'a Product) -> impl Iterator<Item = &'a Text> {
    let county = goods.seller(&product.seller).and_then(|seller| goods.county(&seller.county));
    goods.category(&product.category).into_iter().chain(county).map(|named| &named.name)
}

/// Texts in all languages, joined so that no term matches across two of them.
fn fields<'a>(texts: impl IntoIterator<Item = &'a Text>) -> String {
    words::normal(&texts.into_iter().flat_map(Text::all).collect::<Vec<_>>().join("\n"))
}

const LIMIT_DEFAULT: u64 = 10;
const LIMIT_MAX: u64 = 50;
