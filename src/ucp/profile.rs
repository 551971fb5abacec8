//! Discovery: what a business says it can do, and what of it this client may use.

use core::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::envelope::VERSION;
use super::list::{Map, Maybe, Rows};
use super::url;

/// The service every capability here belongs to.
pub const SHOPPING: &str = "dev.ucp.shopping";
/// Search in the catalogue.
pub const CATALOG_SEARCH: &str = "dev.ucp.shopping.catalog.search";
/// Lookup and product of the catalogue.
pub const CATALOG_LOOKUP: &str = "dev.ucp.shopping.catalog.lookup";
/// Carts.
pub const CART: &str = "dev.ucp.shopping.cart";
/// Checkout sessions.
pub const CHECKOUT: &str = "dev.ucp.shopping.checkout";
/// Discount codes, of carts or checkouts.
pub const DISCOUNT: &str = "dev.ucp.shopping.discount";
/// Our extension of search: by seller, sorted, with facets.
pub const BROWSE: &str = "example.tsampa.browse";
/// Our extension of search and lookup: the same answers by GET, which caches keep.
pub const READ: &str = "example.tsampa.read";

/// GET {origin}/.well-known/ucp (UCP 2026-04-08, discovery/profile_schema.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Profile {
    /// All of it that matters to a widget.
    pub ucp: Discovery,
}

/// What stands under `ucp` in a profile; some servers write it without that outer name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Discovery {
    /// The release the business speaks by itself.
    pub version: String,
    /// Name of a service → its bindings, one for each transport and version.
    pub services: Map<Rows<Service>>,
    /// Name of a capability → its versions.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub capabilities: Maybe<Map<Rows<Capability>>>,
    /// Another release → address of its profile.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub supported_versions: Maybe<Map<String>>,
}

/// One binding of a service (service.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Service {
    /// The release it speaks.
    pub version: String,
    /// `rest mcp a2a embedded`.
    pub transport: String,
    /// What operations' paths are appended to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
}

/// One version of a capability (capability.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Capability {
    /// Its release.
    pub version: String,
    /// Where it is described, at the owner of its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec: Option<String>,
    /// Where its schema is, at the owner of its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Of an extension: the capabilities it adds to.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub extends: Maybe<Names>,
}

/// One name or a list of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Names(pub Vec<String>);

/// What business and client agree on: where to call, and what may be called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Terms {
    /// Operation URL = endpoint + path; no slash at its end.
    pub endpoint: String,
    capabilities: Vec<Agreed>,
}

/// One capability agreed on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Agreed {
    name: String,
    extends: Vec<String>,
}

/// Why there are no terms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NoTerms {
    /// The business keeps another profile for the release spoken here, at this address: read that one.
    ElsewhereAt(String),
    /// The business speaks this release only.
    OtherVersion(String),
    /// The right release, but no REST endpoint that may be called.
    NoEndpoint,
}

impl Profile {
    /// What may be used of this business: its REST endpoint for the release spoken here, and those capabilities whose
    /// names belong to whoever describes them and whose parents are there too (UCP.md C17, C18).
    pub fn negotiate(&self) -> Result<Terms, NoTerms> {
        let business = &self.ucp;
        if business.version != VERSION {
            let other = business.supported_versions.as_ref().and_then(|versions| versions.get(VERSION));
            return Err(match other {
                Some(url) if url::is_safe(url) => NoTerms::ElsewhereAt(url.clone()),
                _ => NoTerms::OtherVersion(business.version.clone()),
            });
        }
        let bindings = business.services.get(SHOPPING).into_iter().flatten();
        let rest = |service: &&Service| service.transport == "rest" && service.version == VERSION;
        let endpoint = bindings.filter(rest).find_map(|service| service.endpoint.as_deref());
        let endpoint = endpoint.filter(|endpoint| url::is_safe(endpoint)).ok_or(NoTerms::NoEndpoint)?;
        Ok(Terms {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            capabilities: business.capabilities.as_ref().map(agreed).unwrap_or_default(),
        })
    }
}

impl Terms {
    /// True if the capability may be used.
    pub fn has(&self, name: &str) -> bool {
        self.capabilities.iter().any(|capability| capability.name == name)
    }

    /// True if the extension may be used with that capability.
    pub fn extends(&self, name: &str, parent: &str) -> bool {
        self.capabilities
            .iter()
            .any(|capability| capability.name == name && capability.extends.iter().any(|extended| extended == parent))
    }
}

/// The capabilities to be used, without extensions of nothing, which may leave further ones without a parent.
fn agreed(announced: &Map<Rows<Capability>>) -> Vec<Agreed> {
    let usable = |(name, versions): (&str, &Rows<Capability>)| {
        let version = versions.iter().find(|version| version.is_spoken(name) && version.is_named_by_its_owner(name))?;
        let extends = version.extends.as_ref().map_or_else(Vec::new, |names| names.0.clone());
        Some(Agreed { name: name.to_owned(), extends })
    };
    let mut agreed: Vec<Agreed> = announced.iter().filter_map(usable).collect();
    loop {
        let names: Vec<String> = agreed.iter().map(|capability| capability.name.clone()).collect();
        let orphan = |one: &Agreed| !one.extends.is_empty() && !one.extends.iter().any(|parent| names.contains(parent));
        agreed.retain(|capability| !orphan(capability));
        if agreed.len() == names.len() {
            return agreed;
        }
    }
}

impl Capability {
    /// UCP's own capabilities in the release spoken here; extensions of others count their releases by themselves.
    fn is_spoken(&self, name: &str) -> bool {
        self.version == VERSION || !name.starts_with("dev.ucp.")
    }

    /// `example.tsampa.stock` may be described at `https://tsampa.example`, and `dev.ucp.*` at `https://ucp.dev`, only.
    fn is_named_by_its_owner(&self, name: &str) -> bool {
        let mut addresses = [&self.spec, &self.schema].into_iter().flatten();
        addresses.all(|address| url::host(address, "https://").is_some_and(|host| owns(host, name)))
    }
}

/// True if the host's labels, the last one first, begin the name: two at least, since nobody owns what is under `dev`.
fn owns(host: &str, name: &str) -> bool {
    let mut rest = name;
    let mut labels = 0;
    for label in host.rsplit('.') {
        match rest.strip_prefix(label).and_then(|rest| rest.strip_prefix('.')) {
            Some(shorter) => rest = shorter,
            None => return false,
        }
        labels += 1;
    }
    labels > 1
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrMany)
    }
}

struct OneOrMany;

impl<'de> Visitor<'de> for OneOrMany {
    type Value = Names;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a name or a list of names")
    }

    fn visit_str<E>(self, name: &str) -> Result<Names, E> {
        Ok(Names(vec![name.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Names, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = access.next_element()? {
            names.push(name);
        }
        Ok(Names(names))
    }
}
