//! The catalogue's answers as a first view reads them: by shapes, which say in a line each what the derives of `catalog`, `product`,
//! `message` and `seller` say in types.
#![allow(
    missing_docs,
    non_camel_case_types,
    clippy::upper_case_acronyms,
    reason = "fields are named and described in the types"
)]

use super::json::{Part, sift};

macro_rules! shapes {
    ($($shape:ident { $($place:ident $field:literal)* })*) => {
        /// In the order of their letters.
        pub const SHAPES: &[&str] = &[$(concat!($($field, " "),*)),*];

        $(
            /// Where its fields are.
            pub mod $shape {
                #[allow(dead_code)]
                enum Place { $($place),* }
                $(pub const $place: usize = Place::$place as usize;)*
            }
        )*
    };
}

shapes! {
    search_answer {
        UCP "ucp=D" PRODUCTS "products[E" MESSAGES "messages]Q" PAGINATION "pagination?P" FACETS "example.tsampa.facets?Y"
    }
    lookup_answer { UCP "ucp=D" PRODUCTS "products[E" MESSAGES "messages]Q" }
    product_answer { UCP "ucp=D" PRODUCT "product=E" MESSAGES "messages]Q" }
    ucp { VERSION "version=t" STATUS "status?t" }
    product {
        ID "id=t" TITLE "title=t" DESCRIPTION "description=F" PRICE_RANGE "price_range=G" VARIANTS "variants[H" URL "url?t"
        MEDIA "media]I" OPTIONS "options]J" SELECTED "selected]K" RATING "rating?L"
    }
    description { PLAIN "plain?t" HTML "html?t" MARKDOWN "markdown?t" TEXT "text?t" }
    price_range { MIN "min=M" MAX "max=M" }
    variant {
        ID "id=t" TITLE "title=t" DESCRIPTION "description=F" PRICE "price=M" LIST_PRICE "list_price?M" UNIT_PRICE "unit_price?N"
        AVAILABILITY "availability?O" OPTIONS "options]K" URL "url?t" MEDIA "media]I" SELLER "seller?R" INPUTS "inputs]S"
        SELLER_DETAILS "example.tsampa.seller?T" STOCK "example.tsampa.stock?U"
    }
    media { TYPE "type=t" URL "url=t" ALT_TEXT "alt_text?t" SOURCES "example.tsampa.sources][" }
    option { NAME "name=t" VALUES "values[V" }
    selected { NAME "name=t" ID "id?t" LABEL "label=t" }
    rating { VALUE "value=f" SCALE_MAX "scale_max=f" COUNT "count?n" }
    price { AMOUNT "amount=i" CURRENCY "currency=t" }
    unit_price { AMOUNT "amount=i" CURRENCY "currency=t" MEASURE "measure=W" REFERENCE "reference=W" }
    availability { AVAILABLE "available?b" STATUS "status?t" }
    page { HAS_NEXT_PAGE "has_next_page=b" CURSOR "cursor?t" }
    message {
        TYPE "type=t" CODE "code?t" CONTENT "content=t" CONTENT_TYPE "content_type?t" SEVERITY "severity?t" PATH "path?t"
        PRESENTATION "presentation?t" IMAGE_URL "image_url?t" URL "url?t"
    }
    seller { NAME "name?t" LINKS "links]X" }
    input { ID "id=t" MATCH "match?t" }
    seller_details { ID "id=t" NAME "name=t" URL "url?t" COUNTY "county?t" MAKER "maker?t" }
    stock { AVAILABLE "available=u" MAX_PER_ORDER "max_per_order?u" }
    value { ID "id?t" LABEL "label=t" AVAILABLE "available?b" EXISTS "exists?b" }
    measure { VALUE "value=f" UNIT "unit=t" }
    link { TYPE "type=t" URL "url=t" TITLE "title?t" }
    facets { CATEGORIES "categories]Z" }
    facet { ID "id=t" NAME "name=t" COUNT "count=n" }
    source { URL "url=t" WIDTH "width=u" }
}

/// Which question was answered; its shape's letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Question {
    /// `/catalog/search`
    Search = b'A',
    /// `/catalog/lookup`
    Lookup = b'B',
    /// `/catalog/product`
    Product = b'C',
}

/// The answer, if it is what was asked for; None for an error in its place and for what is not UCP.
pub fn read_goods(text: &str, question: Question) -> Option<Part> {
    let answer = sift(text, SHAPES, question as u8)?;
    // The envelope comes first in all three.
    if answer.at(search_answer::UCP).at(ucp::STATUS).str() == "error" { None } else { Some(answer) }
}

/// Whether a search names errors in the place of products: then nothing was looked for.
pub fn is_refused(answer: &Part, question: Question) -> bool {
    let error = |told: &Part| told.at(message::TYPE).str() == "error";
    question == Question::Search
        && answer.at(search_answer::PRODUCTS).items().is_empty()
        && answer.at(search_answer::MESSAGES).items().iter().any(error)
}
