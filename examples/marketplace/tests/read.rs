//! The catalogue by GET (our extension `example.tsampa.read`).
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use serde_json::{Value, json};

/// A request as a browser sends it of itself, for which it asks no leave.
fn plain(address: &str) -> Call {
    Call::new("GET", address).without("ucp-agent").without("request-id")
}

/// Only the head of what [`plain`] asks.
fn head(address: &str) -> Call {
    Call::new("HEAD", address).without("ucp-agent").without("request-id").without("idempotency-key")
}

/// As `/spec/read` has it: what RFC 3986 reserves is encoded.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// One search, as a body and as an address.
struct Question {
    body: Value,
    address: String,
}

impl Question {
    fn new(said: &[(&str, &str)]) -> Question {
        let mut body = json!({});
        for (name, text) in said.iter().filter(|(_, text)| !text.is_empty()) {
            match *name {
                "category" => body["filters"]["categories"] = json!([text]),
                "country" => body["context"]["address_country"] = json!(text),
                "currency" => body["context"]["currency"] = json!(text),
                "cursor" => body["pagination"]["cursor"] = json!(text),
                "language" => body["context"]["language"] = json!(text),
                "limit" => body["pagination"]["limit"] = json!(text.parse::<u64>().unwrap()),
                "query" => body["query"] = json!(text),
                "seller" => body["filters"]["example.tsampa.seller_id"] = json!([text]),
                "sort" => body["example.tsampa.sort"] = json!(text),
                _ => unreachable!("{name}"),
            }
        }
        if body["query"].is_null() && body["filters"].is_null() {
            body["filters"]["price"]["min"] = json!(0);
        }
        let said = said.iter().filter(|(_, text)| !text.is_empty());
        let query: Vec<String> = said.map(|(name, text)| format!("{name}={}", encoded(text))).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        Question { body, address: format!("/catalog/search{mark}{}", query.join("&")) }
    }

    /// The answer, which is the same by both ways.
    async fn ask(&self, town: &Town) -> Answer {
        let posted = town.post("/catalog/search", self.body.clone()).await;
        let read = town.send(plain(&self.address)).await;
        assert_eq!((read.status, posted.status.as_u16()), (posted.status, 200), "{}: {}", self.address, read.body);
        assert_eq!(read.bytes, posted.bytes, "{}", self.address);
        assert_eq!(read.header("content-language"), posted.header("content-language"), "{}", self.address);
        read
    }
}

/// Each seller with each query, category, order, length of page, language and place of the buyer.
fn questions() -> Vec<Vec<(&'static str, &'static str)>> {
    let mut questions = vec![vec![]];
    for choices in [
        vec![vec![], vec![("category", "barley")], vec![("category", "羊毛")]],
        vec![vec![], vec![("country", "CN"), ("currency", "CNY")], vec![("country", "FR"), ("currency", "USD")]],
        vec![vec![], vec![("language", "zh-Hans")], vec![("language", "%%")]],
        vec![vec![], vec![("limit", "1")], vec![("limit", "99999999999999")]],
        ["", "TSAMPA", "糌粑 500", "100% wool+felt", "~a.b-c_d", "a&b=c#d"].map(|query| vec![("query", query)]).into(),
        vec![vec![], vec![("seller", "mill")], vec![("seller", "nobody & sons")]],
        vec![vec![], vec![("sort", "price_asc")], vec![("sort", "tomorrow's")]],
    ] {
        let with =
            |choice: &Vec<_>| questions.iter().map(|said: &Vec<_>| [said.clone(), choice.clone()].concat()).collect();
        questions = choices.iter().flat_map(|choice| -> Vec<_> { with(choice) }).collect();
    }
    questions
}

#[tokio::test]
async fn a_search_is_answered_by_address_as_by_body() {
    let town = town();
    // Seven shares no factor with the counts of choices: any three of them still meet.
    for said in questions().into_iter().step_by(7) {
        Question::new(&said).ask(&town).await;
    }
}

#[tokio::test]
async fn every_page_of_a_search_has_an_address() {
    let town = town();
    for sort in ["relevance", "price_asc", "price_desc", "newest"] {
        let mut cursor = String::new();
        for left in (0..4).rev() {
            let page = Question::new(&[("cursor", &cursor), ("limit", "1"), ("sort", sort)]).ask(&town).await;
            let next = page.body["pagination"]["cursor"].as_str();
            assert_eq!(next.is_some(), left > 0, "{sort} {left}");
            next.unwrap_or_default().clone_into(&mut cursor);
        }
    }
}

#[tokio::test]
async fn a_lookup_is_answered_by_address_as_by_body() {
    let town = town();
    for ids in [
        vec!["p_tsampa"],
        vec!["v_tsampa_500", "p_scarf", "v_tsampa_500"],
        vec!["p_scarf", "v_tsampa_500"],
        vec!["none, or two", "a&b", "村", "p_pouch"],
    ] {
        for language in ["en", "zh", "fr", "bo"] {
            let body = json!({ "ids": ids, "context": { "language": language } });
            let posted = town.post("/catalog/lookup", body).await;
            let list: Vec<String> = ids.iter().map(|id| encoded(id)).collect();
            let read = town.send(plain(&format!("/catalog/lookup?ids={}&language={language}", list.join(",")))).await;
            assert_eq!((read.status.as_u16(), read.bytes), (200, posted.bytes), "{ids:?} {language}");
        }
    }
    let many = vec!["p_pouch"; 51].join(",");
    for (query, code) in [("", "malformed_request"), (&format!("ids={many}"), "request_too_large")] {
        let answer = town.send(plain(&format!("/catalog/lookup?{query}"))).await;
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (400, &json!(code)));
    }
}

#[tokio::test]
async fn an_answer_by_address_may_be_kept_by_anybody_and_read_by_any_page() {
    let answer = town().send(plain("/catalog/search?language=zh&query=tsampa")).await;
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-expose-headers", "Date, ETag, Retry-After, Request-Id, WWW-Authenticate"),
        ("cache-control", "public, max-age=60, stale-while-revalidate=604800"),
        ("cdn-cache-control", "public, max-age=60, stale-while-revalidate=600"),
        ("content-language", "zh-Hans"),
        ("content-type", "application/json"),
        ("vary", "Accept-Encoding"),
        ("set-cookie", ""),
    ] {
        assert!(answer.header(name).eq_ignore_ascii_case(value), "{name}: {}", answer.header(name));
    }
}

#[tokio::test]
async fn the_page_about_it_shows_the_ages_that_answers_have() {
    let town = town();
    let page = String::from_utf8(town.get("/spec/read").await.bytes).unwrap();
    let answer = town.send(plain("/catalog/search?language=en&query=tsampa")).await;
    for name in ["Cache-Control", "CDN-Cache-Control", "Access-Control-Expose-Headers", "Content-Language", "Vary"] {
        let value = answer.header(&name.to_lowercase());
        assert!(page.lines().any(|line| line.trim_end_matches("</pre>") == format!("{name}: {value}")), "{name}");
    }
}

#[tokio::test]
async fn nothing_but_the_address_decides_what_is_answered() {
    let town = town();
    let address = "/catalog/search?query=tsampa";
    let answer = town.send(plain(address)).await;
    assert_eq!(answer.header("content-language"), "en");
    let call = Call::new("GET", address).header("accept-language", "zh").header("authorization", "Bearer x");
    let other = town.send(call).await;
    assert_eq!((other.bytes, &other.headers), (answer.bytes, &answer.headers), "not even the request's id");
}

#[tokio::test]
async fn who_holds_an_answer_is_told_when_it_is_still_right() {
    let town = town();
    let address = "/catalog/lookup?ids=v_pouch";
    let answer = town.send(plain(address)).await;
    let tag = answer.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() == 34, "{tag}");
    for held in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".into()] {
        let answer = town.send(plain(address).header("if-none-match", &held)).await;
        assert_eq!((answer.status.as_u16(), answer.bytes.len(), answer.header("etag")), (304, 0, tag.as_str()));
        assert_eq!(answer.header("cache-control"), "public, max-age=60, stale-while-revalidate=604800");
        assert_eq!((answer.header("access-control-allow-origin"), answer.header("vary")), ("*", "Accept-Encoding"));
    }
    town.sql().execute("UPDATE variants SET price = 100 WHERE id = 'v_pouch'", []).unwrap();
    let answer = town.send(plain(address).header("if-none-match", &tag)).await;
    assert_eq!(answer.status, 200);
    assert_ne!(answer.header("etag"), tag);
}

#[tokio::test]
async fn a_packed_answer_has_a_tag_of_its_own_which_is_known_again() {
    let town = town();
    let address = "/catalog/search?query=tsampa";
    let tag = town.send(plain(address)).await.header("etag").to_owned();
    for packing in ["br", "gzip"] {
        let call = || plain(address).header("accept-encoding", packing);
        let packed = town.send(call()).await;
        assert_eq!(packed.header("content-encoding"), packing);
        assert_eq!(packed.header("etag"), format!("{}-{packing}\"", tag.trim_end_matches('"')));
        assert!(packed.header("vary").eq_ignore_ascii_case("accept-encoding"));
        let again = town.send(call().header("if-none-match", packed.header("etag"))).await;
        assert_eq!((again.status.as_u16(), again.header("etag")), (304, packed.header("etag")));
    }
}

#[tokio::test]
async fn only_a_tag_of_the_packing_that_is_answered_now_counts() {
    let town = town();
    let address = "/catalog/search?query=tsampa";
    let plain_tag = town.send(plain(address)).await.header("etag").to_owned();
    let brotli_tag = town.send(plain(address).header("accept-encoding", "br")).await.header("etag").to_owned();
    let both = format!("{brotli_tag}, W/{plain_tag}");
    for (packing, held, status, tag) in [
        ("identity", &both, 304, &plain_tag),
        ("br", &both, 304, &brotli_tag),
        ("identity", &brotli_tag, 200, &plain_tag),
        ("br", &plain_tag, 200, &brotli_tag),
    ] {
        for call in [plain(address), head(address)] {
            let call = call.header("accept-encoding", packing).header("if-none-match", "\"other\"");
            let answer = town.send(call.and("if-none-match", held)).await;
            assert_eq!((answer.status.as_u16(), answer.header("etag")), (status, tag.as_str()), "{packing} {held}");
        }
    }
    let any = town.send(plain(address).header("accept-encoding", "br").header("if-none-match", "*")).await;
    assert_eq!((any.status.as_u16(), any.header("etag")), (304, brotli_tag.as_str()));
    let posted = Call::new("POST", "/catalog/search").json(json!({ "query": "tsampa" })).header("if-none-match", "*");
    assert_eq!(town.send(posted).await.status, 200, "a POST is no read");
}

#[tokio::test]
async fn what_is_not_sent_again_says_nothing_of_a_body_and_how_long_it_may_be_kept() {
    let town = town();
    let address = "/catalog/search?query=tsampa";
    for (call, packing) in [(plain(address), ""), (head(address), ""), (plain(address), "br"), (head(address), "br")] {
        let answer = town.send(call.header("accept-encoding", packing).header("if-none-match", "*")).await;
        assert_eq!((answer.status.as_u16(), answer.bytes.len()), (304, 0));
        for name in ["content-encoding", "content-language", "content-length", "content-type"] {
            assert_eq!(answer.headers.get(name), None, "{name}");
        }
        for name in ["cache-control", "cdn-cache-control", "etag", "vary", "access-control-allow-origin"] {
            assert_ne!(answer.header(name), "", "{name}");
        }
    }
}

#[tokio::test]
async fn a_query_without_words_finds_nothing_by_address_as_by_body() {
    let town = town();
    for said in [vec![("query", "་")], vec![("query", "!!!")], vec![("category", "barley"), ("query", "།")]] {
        let answer = Question::new(&said).ask(&town).await;
        assert_eq!(answer.body["pagination"]["total_count"], 0, "{said:?}");
    }
}

#[tokio::test]
async fn every_id_that_is_looked_up_says_something() {
    let town = town();
    for ids in ["p_tsampa,", ",", ",p_tsampa", "p_tsampa,,p_scarf"] {
        let answer = town.send(plain(&format!("/catalog/lookup?ids={ids}"))).await;
        let content = answer.body["content"].as_str().unwrap_or_default();
        assert_eq!((answer.status.as_u16(), content.starts_with("ids: ")), (400, true), "{ids}: {content}");
    }
}

#[tokio::test]
async fn a_question_has_one_address_and_every_other_is_refused_with_what_is_wrong() {
    let town = town();
    for (query, place) in [
        ("colour=red&query=a", "colour"),
        ("query=a&utm_source=x", "utm_source"),
        ("ids=a&query=a", "ids"),
        ("%71uery=a", "%71uery"),
        ("query=a&query=a", "query"),
        ("query=a&seller=mill&seller=looms", "seller"),
        ("query=", "query"),
        ("query", "query"),
        ("limit=2&query=a&sort=", "sort"),
        ("query=%FF", "query"),
        ("limit=two&query=a", "limit"),
        ("limit=2.0&query=a", "limit"),
        ("limit=02&query=a", "limit"),
        ("limit=-1&query=a", "limit"),
        ("limit=0&query=a", "$.pagination.limit"),
        ("cursor=x&query=a", "$.pagination.cursor"),
        ("query=%20", "$"),
        ("", "the address"),
        ("seller=mill&query=a", "the address"),
        ("query=a+b", "the address"),
        ("query=%e7%b3%8c", "the address"),
        ("query=%61", "the address"),
        ("query=it's", "the address"),
        ("query=a,b", "the address"),
        ("query=a%zz", "the address"),
        ("query=a&", "the address"),
        ("&query=a", "the address"),
    ] {
        let answer = town.send(plain(&format!("/catalog/search?{query}"))).await;
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (400, &json!("malformed_request")), "{query}");
        let content = answer.body["content"].as_str().unwrap();
        assert!(content.starts_with(&format!("{place}: ")), "{query}: {content}");
    }
    let answer = town.send(plain("/catalog/search?seller=mill&query=it's+%7e")).await;
    let (_, right) = answer.body["content"].as_str().unwrap().rsplit_once(' ').unwrap();
    assert_eq!(right, "/ucp/v1/catalog/search?query=it%27s%2B~&seller=mill", "the whole path");
    assert_eq!(town.send(plain(right)).await.status, 200);
    let answer = town.send(plain("/catalog/lookup?ids=%70_tsampa")).await;
    assert!(answer.body["content"].as_str().unwrap().ends_with(" /ucp/v1/catalog/lookup?ids=p_tsampa"));
}

#[tokio::test]
async fn no_cache_keeps_an_error() {
    let town = town();
    let far = std::net::SocketAddr::new("192.0.2.9".parse().unwrap(), 4000);
    let mut answers = vec![
        town.send(plain("/catalog/search?colour=red")).await,
        town.send(plain("/catalog/lookup")).await,
        town.send(plain("/catalog/product?id=p_tsampa")).await,
        town.send(plain("/catalog/nothing")).await,
    ];
    for _ in 0..700 {
        let answer = town.send(plain("/catalog/lookup?ids=none").from(far)).await;
        if answer.status != 200 {
            answers.push(answer);
            break;
        }
    }
    assert_eq!(answers.iter().map(|answer| answer.status.as_u16()).collect::<Vec<_>>(), [400, 400, 405, 404, 429]);
    for answer in answers {
        assert_eq!((answer.header("cache-control"), answer.header("etag")), ("no-store", ""), "{}", answer.body);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
}

#[tokio::test]
async fn the_profile_announces_both_reads() {
    let answer = town().get("/.well-known/ucp").await;
    let both = json!(["dev.ucp.shopping.catalog.search", "dev.ucp.shopping.catalog.lookup"]);
    assert_eq!(answer.body["ucp"]["capabilities"]["example.tsampa.read"][0]["extends"], both);
}
