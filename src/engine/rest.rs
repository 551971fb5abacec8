//! What a first view does without: the cart, checkout, a product's options, callers of the API. `mod.rs` enters these rooms here and
//! nowhere else, so that all behind these doors can ship as a file of its own, fetched when somebody shops.
//!
//! Until that file is there the cart sleeps: its record is looked at, and as long as nothing is in it nothing is missed.

use super::catalog::Card;
use super::effect::Effect;
use super::event::{Event, HttpAnswer};
use super::ids::{CallId, ItemId, Millis, ViewId};
use super::ledger::Change;
use super::problem::Problem;
use super::requests::{Holder, Purpose};
use super::view::{CartShown, CartView, DetailView, FindView, WarnedView};
use super::{Shop, cart_view};
use crate::ucp::goods::Question;
use crate::ucp::{goods, profile};

impl Shop {
    /// Takes in what only a shop that is all there can be told.
    #[inline(never)]
    pub(super) fn take_in_rest(&mut self, now: Millis, event: Event, effects: &mut Vec<Effect>) {
        if self.cart.asleep {
            self.cart.wake();
            self.read_record(effects);
            self.ask_profile(now, effects);
            for (purpose, answer) in std::mem::take(&mut self.unread) {
                self.settle_rest(now, purpose, answer, effects);
            }
            self.note_rest(now, &event);
        }
        match event {
            Event::MoreWanted { view } => self.want_more(Holder::View(view)),
            Event::RetryWanted { view } => self.retry_list(now, Holder::View(view), effects),
            Event::SearchCalled { call, wanted, after } => self.search_called(call, wanted, after, effects),
            Event::ProductCalled { call, item, context } => self.product_called(call, item, context, effects),
            Event::CallAborted { call } => self.call_aborted(call, effects),
            Event::OptionsOpened { view, product } => self.open_options(now, view, &product, effects),
            Event::OptionChosen { view, product, option, label } => {
                self.choose_option(now, view, &product, &option, &label, effects);
            }
            Event::Added { view, call, item, quantity, channel } => {
                self.add(now, view, call, &item, quantity, channel.as_deref(), effects);
            }
            Event::QuantityChosen { call, item, quantity } => self.set_quantity(now, call, &item, quantity, effects),
            Event::CodesChosen { codes } => self.want(None, None, Change::Codes { codes }, effects),
            Event::RemovalUndone => self.undo_removal(now, effects),
            Event::PricesAgreed { upto } => self.agree_to_prices(now, upto, effects),
            Event::CheckoutChosen { call, navigate } => self.choose_checkout(now, call, navigate, effects),
            Event::NoticeDismissed { notice } => self.dismiss(notice, effects),
            Event::Committed { record, durable } => self.committed(now, &record, durable, effects),
            Event::RecordSeen { record } => self.record_seen(&record, effects),
            Event::LockGained => self.lock_gained(effects),
            Event::LockLost => self.lock_lost(effects),
            Event::Resumed { wall, from_cache } => {
                self.clock = (now, wall);
                self.look_back_after_absence(now, from_cache, effects);
            }
            Event::Hidden => self.hidden(effects),
            // Told so that the cart wakes; and what a first view knows how to do is done in `mod.rs`.
            _ => {}
        }
    }

    /// Reads the record.
    #[inline(never)]
    pub(super) fn read_record_rest(&mut self, effects: &mut Vec<Effect>) {
        self.read_record(effects);
    }

    /// Asks for the business's profile.
    #[inline(never)]
    pub(super) fn ask_profile_rest(&mut self, effects: &mut Vec<Effect>) {
        self.ask_profile(0, effects);
    }

    /// Where operations' paths are appended to.
    #[inline(never)]
    pub(super) fn endpoint_rest(&self) -> Option<&str> {
        self.known_endpoint()
    }

    /// Whether a list can be asked for now.
    #[inline(never)]
    pub(super) fn may_ask_rest(&mut self, holder: Holder, effects: &mut Vec<Effect>) -> bool {
        self.may_ask(holder, effects)
    }

    /// Whether the business sorts what it finds.
    #[inline(never)]
    pub(super) fn is_sorted_rest(&self) -> bool {
        self.offers(profile::BROWSE)
    }

    /// How many of an item are in the shown cart.
    #[inline(never)]
    pub(super) fn quantity_rest(&self, item: &str) -> u32 {
        self.cart.shown().quantity(&ItemId::from(item))
    }

    /// An API caller's list has failed.
    #[inline(never)]
    pub(super) fn reject_rest(&mut self, call: CallId, problem: Problem, effects: &mut Vec<Effect>) {
        if self.catalog.drop_list(Holder::Call(call)).is_some() {
            effects.push(Effect::Reject { call, problem });
        }
    }

    /// The network is back: what waits for it goes on, and a business that could not be found is looked for once more.
    #[inline(never)]
    pub(super) fn went_online_rest(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.cart.retry_at(now);
        self.cart.problem.take_if(|problem| *problem == Problem::Offline);
        self.ask_profile_again(now, effects);
    }

    /// Hands an answer to the room that asked.
    #[inline(never)]
    pub(super) fn settle_rest(&mut self, now: Millis, purpose: Purpose, answer: HttpAnswer, effects: &mut Vec<Effect>) {
        // Some browsers say that there is no network behind a VPN or a bridge; an answer knows better.
        if self.offline && matches!(answer, HttpAnswer::Answer { .. }) {
            self.went_online(now, effects);
        }
        match purpose {
            Purpose::Product { list, product, choose } => {
                self.product_answered(list, &product, choose, answer, effects)
            }
            Purpose::Write { key } => self.write_answered(now, &key, answer, effects),
            Purpose::Amend { key } => self.amend_answered(&key, answer, effects),
            Purpose::Cart => self.cart_read(answer, effects),
            Purpose::Checkout { id } => self.checkout_read(now, &id, answer, effects),
            Purpose::Profile => self.profile_answered(now, answer, effects),
            Purpose::Goods { lists, question, read } => {
                self.other_goods_answered(now, &lists, question, read, answer, effects)
            }
        }
    }

    /// Puts what an answer tells about its products beside them.
    #[inline(never)]
    pub(super) fn tell_beside_rest(&mut self, lists: &[(Holder, u32)], question: Question, answer: &HttpAnswer) {
        self.tell_beside(lists, question, answer);
    }

    /// Does what follows from any event: goes on with the cart's work, tells what came of it.
    #[inline(never)]
    pub(super) fn carry_on_rest(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let before = (effects.len(), self.undo_ends());
        self.ask_profile_when_due(now, effects);
        self.keep_terms(effects);
        self.ask_called_products(now, effects);
        self.end_undo(now);
        self.hold_up_checkout(now, effects);
        self.drive(now, effects);
        self.tell_cart(effects);
        self.settle_waiters(effects);
        self.wait_for_nobody(effects);
        self.noted(before != (effects.len(), self.undo_ends()));
    }

    /// When the cart next has something to do by itself.
    #[inline(never)]
    pub(super) fn cart_wake_rest(&self) -> Option<Millis> {
        [self.cart_wake(), self.undo_ends(), self.discovery.again].into_iter().flatten().min()
    }

    /// What an element that shows the cart shows.
    #[inline(never)]
    pub(super) fn cart_view_rest(&self) -> CartView {
        self.cart_view()
    }

    /// One product of an element's list in full; none if it is not there any more.
    #[inline(never)]
    pub fn view_detail_rest(&self, view: ViewId, product: &ItemId) -> Option<DetailView> {
        let card = self.catalog.list(Holder::View(view))?.cards.iter().find(|card| card.is(product))?;
        Some(card.detail(self.quantity_rest(card.variant().at(goods::variant::ID).str())))
    }

    /// What has to be seen with an element's list, however much there is of it.
    #[inline(never)]
    pub fn view_warned_rest(&self, view: ViewId) -> WarnedView {
        let Some(list) = self.catalog.list(Holder::View(view)) else { return WarnedView::default() };
        WarnedView { below: list.warnings(), beside: list.cards.iter().map(Card::warnings).collect() }
    }

    /// By what the list of an element can be sorted and narrowed down.
    #[inline(never)]
    pub fn view_find_rest(&self, view: ViewId) -> FindView {
        self.catalog.list(Holder::View(view)).map(|list| list.find_view()).unwrap_or_default()
    }

    /// The cart as pages get it.
    #[inline(never)]
    pub fn view_cart_shown(&self) -> CartShown {
        cart_view::cart_shown(self.cart.shown())
    }
}
