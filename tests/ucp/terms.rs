//! Discovery: what a business announces, and what of it may be used (UCP.md C17, C18).

use tsampa::ucp::profile::*;

use crate::corpus::text;
use crate::wire::*;

const STOCK: &str = "example.tsampa.stock";

fn terms(profile: &str) -> Result<Terms, NoTerms> {
    read_profile(profile).expect("a profile").negotiate()
}

/// The good profile, with one piece of its text replaced.
fn profile_with(old: &str, new: &str) -> String {
    let profile = text("profile");
    assert!(profile.contains(old));
    profile.replacen(old, new, 1)
}

#[test]
fn the_rest_binding_of_our_release_is_the_endpoint() {
    assert_eq!(terms(text("profile")).unwrap().endpoint, "https://market.example/ucp/v1");
    assert_eq!(terms(text("profile_without_outer_name")).unwrap().endpoint, "http://127.0.0.1:7420/ucp/v1");
}

#[test]
fn what_is_announced_may_be_used_and_nothing_else() {
    let terms = terms(text("profile")).unwrap();
    for name in
        [CATALOG_SEARCH, CATALOG_LOOKUP, CART, CHECKOUT, DISCOUNT, "dev.ucp.shopping.fulfillment", BROWSE, STOCK]
    {
        assert!(terms.has(name), "{name}");
    }
    assert!(!terms.has("example.tsampa.seller"));
}

#[test]
fn codes_go_only_where_the_extension_says_so() {
    assert!(terms(text("profile")).unwrap().extends(DISCOUNT, CART));
    let only_checkout =
        profile_with("[\"dev.ucp.shopping.cart\", \"dev.ucp.shopping.checkout\"]", "\"dev.ucp.shopping.checkout\"");
    let terms = terms(&only_checkout).unwrap();
    assert!(terms.extends(DISCOUNT, CHECKOUT) && !terms.extends(DISCOUNT, CART));
}

#[test]
fn a_capability_described_elsewhere_than_at_its_owner_is_ignored() {
    let owner = "https://ucp.dev/2026-04-08/schemas/shopping/cart.json";
    for elsewhere in [
        "https://evil.example/cart.json",
        "https://ucp.dev.evil.example/cart.json",
        "https://evil.example/ucp.dev",
        "https://ucp.dev@evil.example/",
        "https://ucp.dev:8443/cart.json",
        "http://ucp.dev/cart.json",
        "https://dev/cart.json",
        "https:///cart.json",
        "ucp.dev/cart.json",
        "",
    ] {
        assert!(!terms(&profile_with(owner, elsewhere)).unwrap().has(CART), "{elsewhere}");
    }
    assert!(
        !terms(&profile_with("https://tsampa.example/spec/stock", "https://market.example/spec/stock"))
            .unwrap()
            .has(STOCK)
    );
    assert!(!terms(&profile_with("https://tsampa.example/spec/stock", "https://ucp.dev/stock")).unwrap().has(STOCK));
}

#[test]
fn a_capability_of_another_release_is_left_out_but_extensions_count_their_own() {
    let old = profile_with(
        "\"dev.ucp.shopping.checkout\": [{\"version\": \"2026-04-08\"}]",
        "\"dev.ucp.shopping.checkout\": [{\"version\": \"2026-01-23\"}]",
    );
    let terms = terms(&old).unwrap();
    assert!(!terms.has(CHECKOUT) && terms.has(BROWSE));
}

#[test]
fn an_extension_without_a_parent_is_left_out_and_so_are_its_own() {
    let chain = r#"{"ucp":{"version":"2026-04-08","services":{"dev.ucp.shopping":[{"version":"2026-04-08","transport":"rest","endpoint":"https://m.example"}]},
        "capabilities":{"a.b.third":[{"version":"1","extends":"a.b.second"}],"a.b.second":[{"version":"1","extends":["a.b.first"]}],
        "a.b.first":[{"version":"1","extends":"dev.ucp.shopping.cart"}],"a.b.free":[{"version":"1"}]}}}"#;
    let terms = terms(chain).unwrap();
    assert!(terms.has("a.b.free"));
    assert!(!terms.has("a.b.first") && !terms.has("a.b.second") && !terms.has("a.b.third"));
}

#[test]
fn another_release_is_refused_or_found_elsewhere() {
    let later = profile_with(
        "\"version\": \"2026-04-08\",\n    \"services\"",
        "\"version\": \"2026-08-25\",\n    \"services\"",
    );
    assert_eq!(terms(&later), Err(NoTerms::OtherVersion("2026-08-25".into())));
    let ours = later.replace(
        "\"2026-01-23\": \"https://market.example/.well-known/ucp/2026-01-23\"",
        "\"2026-04-08\": \"https://market.example/.well-known/ucp/2026-04-08\"",
    );
    assert_eq!(terms(&ours), Err(NoTerms::ElsewhereAt("https://market.example/.well-known/ucp/2026-04-08".into())));
    let unsafe_address = ours.replace("https://market.example/.well-known/ucp/2026-04-08", "javascript:alert(1)");
    assert_eq!(terms(&unsafe_address), Err(NoTerms::OtherVersion("2026-08-25".into())));
}

#[test]
fn an_endpoint_that_may_not_be_called_is_none() {
    for endpoint in [
        "http://market.example/ucp/v1",
        "javascript:alert(1)",
        "//market.example",
        "https://",
        "https://user:pass@market.example/",
    ] {
        assert_eq!(
            terms(&profile_with("https://market.example/ucp/v1/", endpoint)),
            Err(NoTerms::NoEndpoint),
            "{endpoint}"
        );
    }
    assert_eq!(terms(&profile_with("\"transport\": \"rest\"", "\"transport\": \"mcp\"")), Err(NoTerms::NoEndpoint));
}
