//! What there is to show of the cart.

use super::Shop;
use super::bodies::safe_url;
use super::ledger::{Ledger, Notice, NoticeKind, Shown};
use super::view::{
    CartShown, CartView, ImageView, ItemShown, LineShown, LineView, MessageText, MessageView, SellerGroupView, Tone,
};
use crate::ucp::message::Message;
use crate::ucp::money::Minor;

impl Shop {
    pub(super) fn cart_view(&self) -> CartView {
        let ledger = self.cart.shown();
        let lines = ledger.shown();
        let confirmed = ledger.confirmed.as_ref();
        let messages = confirmed.map(|cart| cart.messages.as_slice()).unwrap_or_default();
        // A message about a line that is not shown any more still has to be said.
        let beside = |message: &&Message| {
            message.line_index().is_some_and(|place| lines.iter().any(|line| line.place == Some(place)))
        };
        let general = messages.iter().filter(|message| !beside(message)).map(said);
        let currency = confirmed.map(|cart| cart.currency.clone());
        CartView {
            asleep: false,
            known: self.cart.is_known(),
            count: lines.iter().map(|line| line.quantity).sum(),
            groups: groups(&lines, messages),
            totals: confirmed.filter(|cart| !cart.lines.is_empty()).map(|cart| cart.totals.clone()).unwrap_or_default(),
            currency: currency
                .or_else(|| lines.iter().find_map(|line| line.snapshot.currency.clone()))
                .unwrap_or_default(),
            open: self.cart.is_open(),
            waiting: self.cart.waiting(self.offline),
            checking_out: self.is_checking_out(),
            can_check_out: !lines.is_empty() && !self.is_checking_out(),
            messages: general.chain(ledger.notices.iter().map(told)).collect(),
            problem: self.cart.problem.clone(),
            durable: self.cart.is_durable(),
        }
    }
}

/// The cart as pages get it.
pub fn cart_shown(ledger: &Ledger) -> CartShown {
    let confirmed = ledger.confirmed.as_ref();
    let shown = ledger.shown();
    let line = |shown: &Shown<'_>| LineShown {
        id: shown.line.map(|line| line.id.clone()),
        item: ItemShown {
            id: shown.item.clone(),
            title: shown.snapshot.title.clone(),
            price: shown.snapshot.price.map(Minor),
            image_url: shown.snapshot.image.clone(),
        },
        quantity: shown.quantity,
        totals: shown.line.filter(|_| !shown.open).map(|line| line.totals.clone()).unwrap_or_default(),
    };
    CartShown {
        id: confirmed.map(|cart| cart.id.clone()),
        line_items: shown.iter().map(line).collect(),
        currency: confirmed
            .map(|cart| cart.currency.clone())
            .or_else(|| shown.iter().find_map(|line| line.snapshot.currency.clone())),
        totals: confirmed.map(|cart| cart.totals.clone()).unwrap_or_default(),
        open: ledger.is_open(),
    }
}

fn groups(lines: &[Shown<'_>], messages: &[Message]) -> Vec<SellerGroupView> {
    let mut groups: Vec<SellerGroupView> = Vec::new();
    for shown in lines {
        let view = line(shown, messages);
        let snapshot = shown.snapshot;
        match groups.iter_mut().find(|group| group.seller == snapshot.seller) {
            Some(group) => group.lines.push(view),
            None => groups.push(SellerGroupView {
                seller: snapshot.seller.clone(),
                county: snapshot.county.clone(),
                lines: vec![view],
            }),
        }
    }
    groups
}

fn line(shown: &Shown<'_>, messages: &[Message]) -> LineView {
    let snapshot = shown.snapshot;
    let total = shown.line.filter(|_| !shown.open).and_then(|line| crate::ucp::total::grand_total(&line.totals));
    LineView {
        item: shown.item.clone(),
        title: snapshot.title.clone(),
        image: snapshot.image.clone().map(|url| ImageView { url, alt: None }),
        price: snapshot.price.map(Minor),
        quantity: shown.quantity,
        limit: snapshot.limit,
        total,
        open: shown.open,
        messages: messages
            .iter()
            .filter(|message| shown.place.is_some() && message.line_index() == shown.place)
            .map(said)
            .collect(),
    }
}

/// A message of the business's. It has no number to dismiss it by: it stands as long as the business says it.
fn said(message: &Message) -> MessageView {
    let tone = match message.kind.as_str() {
        "error" => Tone::Error,
        "warning" => Tone::Warning,
        _ => Tone::Info,
    };
    MessageView {
        tone,
        text: MessageText::Said(message.content.clone()),
        disclosure: message.is_disclosure(),
        image: message.image_url.as_deref().and_then(safe_url),
        url: message.url.as_deref().and_then(safe_url),
        notice: None,
    }
}

fn told(notice: &Notice) -> MessageView {
    let title = notice.title.clone();
    let text = match notice.kind {
        NoticeKind::Gone => MessageText::Gone { title },
        NoticeKind::Adjusted => MessageText::Adjusted { title, kept: notice.kept },
        NoticeKind::Rebuilt => MessageText::Rebuilt,
        NoticeKind::Refused if title.is_empty() => MessageText::Refused,
        NoticeKind::Refused => MessageText::Said(title),
    };
    MessageView {
        tone: Tone::Warning,
        text,
        disclosure: false,
        image: None,
        url: None,
        notice: u32::try_from(notice.number).ok(),
    }
}
