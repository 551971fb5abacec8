//! What there is to show of the cart.

use super::Shop;
use super::bodies::safe_url;
use super::ledger::{Ledger, Notice, NoticeKind, Shown};
use super::problem::Problem;
use super::view::{
    CartShown, CartView, ImageView, ItemShown, LineShown, LineView, MessageText, MessageView, SellerGroupView, Tone,
};
use crate::ucp::message::Message;
use crate::ucp::money::Price;

impl Shop {
    pub(super) fn cart_view(&self) -> CartView {
        let ledger = self.cart.shown();
        let lines = ledger.shown();
        let confirmed = ledger.confirmed.as_ref();
        let messages = confirmed.map(|cart| cart.messages.as_slice()).unwrap_or_default();
        // A message about a line that is not shown any more still has to be said, unless it was just taken out.
        let wished = |place: usize| ledger.lines().get(place).is_some_and(|line| ledger.edit(&line.item).is_some());
        let beside = |message: &&Message| {
            let shown = |place| lines.iter().any(|line| line.place == Some(place));
            message.line_index().is_some_and(|place| shown(place) || wished(place))
        };
        let of_codes = |message: &&Message| message.path.as_ref().is_some_and(|path| path.starts_with("$.discounts"));
        let refused = |message: &Message| Some((refused_code(ledger, message)?, message.content.clone()));
        let unnamed = |message: &&Message| of_codes(message) && refused_code(ledger, message).is_none();
        let general = messages.iter().filter(|message| !beside(message) && !of_codes(message)).map(said);
        let agree = ledger.last_repriced().and_then(|number| u32::try_from(number).ok());
        let prices = agree.map(|_| ours(MessageText::PricesChanged, None));
        CartView {
            asleep: false,
            known: self.cart.is_known(),
            count: lines.iter().map(|line| line.quantity).sum(),
            groups: groups(ledger, &lines, messages),
            totals: confirmed.filter(|cart| !cart.lines.is_empty()).map(|cart| cart.totals.clone()).unwrap_or_default(),
            currency: currency(ledger, &lines).unwrap_or_default(),
            open: self.cart.is_open(),
            waiting: self.cart.waiting(self.offline),
            checking_out: self.checkout.is_some(),
            can_check_out: !lines.is_empty() && self.checkout.is_none(),
            agree,
            refused: messages.iter().filter_map(refused).collect(),
            code_messages: messages.iter().filter(unnamed).map(said).collect(),
            codes: self.takes_codes().then(|| ledger.codes().to_vec()),
            removed: self.can_undo().map(str::to_owned),
            messages: prices.into_iter().chain(general).chain(ledger.notices.iter().map(told)).collect(),
            // Of prices that stand, the messages speak already.
            problem: self.cart.problem.clone().filter(|it| agree.is_none() || *it != Problem::PricesChanged),
            durable: self.cart.durable,
        }
    }
}

/// The code that a message is about, while it is shown: `$.discounts.codes[0]`. A disclosure stands whole, and not beside it.
fn refused_code(ledger: &Ledger, message: &Message) -> Option<String> {
    let place =
        message.path.as_deref()?.strip_prefix("$.discounts.codes[")?.strip_suffix(']')?.parse::<usize>().ok()?;
    let code = ledger.confirmed.as_ref()?.codes.get(place)?;
    let refuses = (message.is_error() || message.is_warning()) && !message.is_disclosure();
    (refuses && ledger.codes().contains(code)).then(|| code.clone())
}

/// The cart as pages get it.
pub fn cart_shown(ledger: &Ledger) -> CartShown {
    let confirmed = ledger.confirmed.as_ref();
    let shown = ledger.shown();
    let currency = currency(ledger, &shown);
    // Amounts of two currencies never stand beside one another as if they were of one.
    let ours = |price: &Price| Some(&price.currency) == currency.as_ref();
    let line = |shown: &Shown<'_>| LineShown {
        id: shown.line.map(|line| line.id.clone()),
        item: ItemShown {
            id: shown.item.clone(),
            title: shown.snapshot.title.clone(),
            price: shown.snapshot.costs().filter(ours).map(|price| price.amount),
            image_url: shown.snapshot.image.clone(),
        },
        quantity: shown.quantity,
        totals: shown.line.filter(|_| !shown.open).map(|line| line.totals.clone()).unwrap_or_default(),
        was: ledger.repriced(shown.item).map(|repriced| repriced.was.clone()),
    };
    CartShown {
        id: confirmed.map(|cart| cart.id.clone()),
        line_items: shown.iter().map(line).collect(),
        currency,
        totals: confirmed.map(|cart| cart.totals.clone()).unwrap_or_default(),
        open: ledger.is_open(),
    }
}

/// The business's currency, else that of the first line that has one.
fn currency(ledger: &Ledger, lines: &[Shown<'_>]) -> Option<String> {
    let confirmed = ledger.confirmed.as_ref().map(|cart| cart.currency.clone());
    confirmed.or_else(|| lines.iter().find_map(|line| line.snapshot.currency.clone()))
}

fn groups(ledger: &Ledger, lines: &[Shown<'_>], messages: &[Message]) -> Vec<SellerGroupView> {
    let mut groups: Vec<SellerGroupView> = Vec::new();
    for shown in lines {
        let view = line(ledger, shown, messages);
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

fn line(ledger: &Ledger, shown: &Shown<'_>, messages: &[Message]) -> LineView {
    let snapshot = shown.snapshot;
    let about = || messages.iter().filter(|message| shown.place.is_some() && message.line_index() == shown.place);
    let repriced = ledger.repriced(shown.item).map(|repriced| {
        let (was, now) = (repriced.was.clone(), repriced.now.clone());
        ours(MessageText::Repriced { was, now }, u32::try_from(repriced.number).ok())
    });
    // Where the business told no limit, what it last gave is one, as long as that is told.
    let kept = ledger
        .notices
        .iter()
        .find(|notice| notice.kind == NoticeKind::Adjusted && notice.item.as_ref() == Some(shown.item));
    let given = shown.line.filter(|_| about().any(Message::speaks_of_stock)).map(|line| line.quantity);
    let total = shown.line.filter(|_| !shown.open).and_then(|line| crate::ucp::total::grand_total(&line.totals));
    LineView {
        item: shown.item.clone(),
        title: snapshot.title.clone(),
        image: snapshot.image.clone().map(|url| ImageView { url, alt: None, sources: String::new() }),
        price: snapshot.costs(),
        unit_price: snapshot.unit_price.clone(),
        quantity: shown.quantity,
        limit: snapshot.limit.or(given).or(kept.map(|notice| notice.kept)),
        total,
        open: shown.open,
        messages: repriced.into_iter().chain(about().map(said)).collect(),
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
        NoticeKind::Fewer => MessageText::Fewer { title, kept: notice.kept },
    };
    ours(text, u32::try_from(notice.number).ok())
}

fn ours(text: MessageText, notice: Option<u32>) -> MessageView {
    MessageView { tone: Tone::Warning, text, disclosure: false, image: None, url: None, notice }
}
