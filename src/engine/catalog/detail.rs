//! One product in full: what its card shows, and all else that the business says of it.

use super::card::{Card, images};
use crate::engine::bodies::safe_url;
use crate::engine::view::{DetailView, LinkView, MessageText, MessageView, Tone};
use crate::ucp::goods;
use crate::ucp::json::Part;

impl Card {
    /// What there is to show of the product and its chosen variant.
    pub fn detail(&self, in_cart: u32) -> DetailView {
        let variant = self.variant();
        let own = description(variant.at(goods::variant::DESCRIPTION));
        let general = description(self.product.at(goods::product::DESCRIPTION));
        let own = if own == general { "" } else { own };
        let seller = variant.at(goods::variant::SELLER_DETAILS);
        let policies = variant.at(goods::variant::SELLER).at(goods::seller::LINKS).items();
        let home = safe_url(seller.at(goods::seller_details::URL).str());
        let home = home.map(|url| LinkView { url, kind: String::new(), title: super::card::seller(variant) });
        DetailView {
            card: self.view(in_cart),
            description: general.to_owned(),
            of_variant: own.to_owned(),
            images: images(variant, &self.product),
            maker: seller.at(goods::seller_details::MAKER).string(),
            links: home.into_iter().chain(policies.iter().filter_map(link)).collect(),
            messages: self.messages(),
        }
    }
}

/// Plain text, or nothing if the business wrote HTML alone, which is never drawn.
fn description(part: &Part) -> &str {
    let forms = [goods::description::PLAIN, goods::description::TEXT, goods::description::MARKDOWN];
    forms.into_iter().find_map(|form| part.at(form).text()).unwrap_or_default()
}

fn link(link: &Part) -> Option<LinkView> {
    Some(LinkView {
        url: safe_url(link.at(goods::link::URL).str())?,
        kind: link.at(goods::link::TYPE).str().to_owned(),
        title: link.at(goods::link::TITLE).string(),
    })
}

/// A message as it is shown.
pub fn message(message: &Part) -> MessageView {
    let text = |place| message.at(place).str();
    MessageView {
        tone: match text(goods::message::TYPE) {
            "error" => Tone::Error,
            "warning" => Tone::Warning,
            _ => Tone::Info,
        },
        text: MessageText::Said(text(goods::message::CONTENT).to_owned()),
        disclosure: text(goods::message::PRESENTATION) == "disclosure",
        image: safe_url(text(goods::message::IMAGE_URL)),
        url: safe_url(text(goods::message::URL)),
        notice: None,
    }
}
