//! The elements on the page: attached, changed and removed by the page, loaded when they come near, drawn after every drain.

use std::cell::{RefCell, RefMut};
use std::mem::{self, ManuallyDrop};

use web_sys::{HtmlElement, ShadowRoot};

use super::actions::CATEGORY;
use super::host::{Host, carted};
use super::list::List;
use super::{Open, Runtime, context, spoken};
use crate::engine::Shop;
use crate::engine::event::{Event, ListWanted};
use crate::engine::ids::{ItemId, ViewId};
use crate::engine::problem::Problem;
use crate::engine::view::{ListView, Phase, WarnedView};
use crate::widget::{Fixed, Kind, Look, Opened, Widget, Wording};

/// One element that is on the page.
pub struct Attached {
    /// Its number.
    view: u32,
    /// Which of the three.
    pub kind: Kind,
    /// Its shop.
    pub open: &'static Open,
    /// Its drawing.
    pub widget: Widget,
    /// Number of its language.
    pub tongue: u32,
    /// What it wants, as a list: language, country, currency; of a shop also limit, seller, category, query, order and ids,
    /// of a product its item.
    pub wish: String,
    /// The same as its author said it; the buyer may have narrowed it down.
    pub said: String,
    /// The product that is shown in full.
    pub opened: Option<Opened>,
    /// Its drawer is to be opened once it is there: the cart's record is still being read.
    pub opening: bool,
    /// It says how many of its goods are in a cart that the page does not show.
    kept: bool,
    /// Something was warned of below its list or beside a card of it.
    warned: bool,
    /// Behind how many cards the goods stand that the buyer asked for with the focus on the button, until they come.
    pub before: Option<usize>,
    /// Counts what was typed into its search box.
    pub typed: u32,
    /// It is or was near the viewport: what it wants has been asked for, and it is drawn. Of those that wait until a press elsewhere was
    /// answered it is not true meanwhile.
    near: bool,
    /// What is drawn: the shop's revision, of a cart that is awake the number of its changes; none: draw it in any case.
    pub drawn: Option<u64>,
}

impl Attached {
    /// Shows a cart that is awake, and opens the drawer that waited for it. Where nobody would see that now, nobody waits for it later.
    #[inline(never)]
    fn show_cart_rest(&mut self, wording: &Wording) {
        let Some(more) = self.open.more.get() else { return };
        let cart = &more.seen.borrow().cart;
        self.widget.show_cart(cart, wording);
        if cart.known && !cart.asleep && mem::take(&mut self.opening) {
            self.widget.open_drawer();
        }
    }

    /// Shows a list, of its cards those that changed, and what stands beside them.
    #[inline(never)]
    fn show_list_rest(&mut self, host: &Host, shop: &Shop, view: ViewId, list: &mut ListView, wording: &Wording) {
        let before = drawn_before(self.view);
        let now = (mem::take(list), shop.view_warned_rest(view));
        let recovered = before.as_ref().is_some_and(|(before, _)| in_trouble(before) && !in_trouble(&now.0));
        let same = before.filter(|_| self.drawn.is_some()).map(|before| same(&before, &now)).unwrap_or_default();
        let (list, warned) = &now;
        if recovered {
            self.widget.hush();
        }
        self.widget.show_list(list, &same, wording);
        // Once there was something, a card may still show it that stood there for an earlier wish.
        self.warned |= !warned.below.is_empty() || warned.beside.iter().any(|messages| !messages.is_empty());
        if self.warned {
            self.widget.show_warned(list, warned, &same, wording);
        }
        self.show_around(host, shop, view, list, wording);
        LISTS.with_borrow_mut(|lists| lists.push((self.view, now)));
    }

    /// Shows where to go on, by what the list can be narrowed down, and the product that is opened.
    fn show_around(&mut self, host: &Host, shop: &Shop, view: ViewId, list: &ListView, wording: &Wording) {
        if let Some(before) = self.before.take_if(|_| !list.loading_more && !matches!(list.phase, Phase::Waiting)) {
            self.widget.lead_on(list, before);
        }
        self.opened.take_if(|opened| opened.stands && !self.widget.drawer_is_open());
        // A product that is gone while it is shown in full stands until its dialog is closed; but where the page shows other goods by now, it
        // goes with those that it stood among.
        if let Some(opened) = &self.opened {
            match (shop.view_detail_rest(view, &opened.product), &list.phase) {
                (Some(detail), _) => self.widget.show_detail(opened, &detail, list.language.as_deref(), wording),
                (None, Phase::Waiting) => {}
                (None, _) if opened.wish != self.wish => {
                    self.opened = None;
                    self.widget.close_drawer();
                }
                (None, Phase::Shown | Phase::Failed(Problem::NotFound { .. })) => self.widget.show_gone(wording),
                (None, Phase::Failed(_)) => {}
            }
        }
        let many = list.cards.iter().fold(0, |sum: u32, card| sum.saturating_add(card.in_cart));
        let many = if many > 0 && !carted(host, self.open.number) { many } else { 0 };
        if many > 0 || self.kept {
            self.widget.show_kept(self.opened.is_some(), many, wording);
            self.kept = many > 0;
        }
        if !self.widget.finds() {
            return;
        }
        let find = &shop.view_find_rest(view);
        let category = self.said.split('\0').nth(CATEGORY).is_some_and(|category| !category.is_empty());
        let fixed = Fixed { category, narrowed: self.wish != self.said };
        self.widget.show_find(fixed, list, find, wording);
    }
}

/// A list as it was drawn, and what was to be seen with it.
type Drawn = (ListView, WarnedView);

thread_local! {
    /// The lists as they were drawn last, by the numbers of their elements, since the rest of the code is here.
    static LISTS: RefCell<Vec<(u32, Drawn)>> = const { RefCell::new(Vec::new()) };
}

/// The list that an element drew last; it is kept no longer.
fn drawn_before(view: u32) -> Option<Drawn> {
    LISTS.with_borrow_mut(|lists| {
        let place = lists.iter().position(|(number, _)| *number == view)?;
        Some(lists.swap_remove(place).1)
    })
}

/// It is said that the list, or a fresher one, is not to be had.
fn in_trouble(list: &ListView) -> bool {
    list.as_of.is_some() || matches!(list.phase, Phase::Failed(_))
}

/// Which cards are as they were, place by place, as long as the same products stand there.
fn same((before, told): &Drawn, (now, tells): &Drawn) -> Vec<bool> {
    let cards = before.cards.iter().zip(&now.cards).take_while(|(before, now)| before.product == now.product);
    let language = before.language == now.language;
    let messages = told.beside.iter().zip(&tells.beside);
    cards.zip(messages).map(|((before, now), (told, tells))| language && before == now && told == tells).collect()
}

impl Runtime {
    /// The next element came onto the page. It says its layout, its mode, something where it has a search box, and what it wants.
    pub fn attach(
        &'static self,
        shop: u32,
        kind: Kind,
        tongue: u32,
        said: &str,
        element: &HtmlElement,
        root: &ShadowRoot,
    ) {
        let mut said = List(said);
        let look = Look { kind, layout: said.next(), mode: said.next(), search: said.text().is_some() };
        let wish = said.0.to_owned();
        let widget = Widget::build(look, element, root);
        let view = self.views.get() + 1;
        self.views.set(view);
        let (Some(open), Some(widget)) = (self.shop(shop), widget) else { return };
        if self.whole.get() {
            widget.dress_rest();
            self.recast_rest(open, kind, view);
        }
        let said = wish.clone();
        self.elements.borrow_mut().push(Attached {
            view,
            kind,
            open,
            widget,
            tongue,
            wish,
            said,
            opened: None,
            opening: false,
            kept: false,
            warned: false,
            before: None,
            typed: 0,
            near: false,
            drawn: None,
        });
        if kind == Kind::Cart {
            self.came_near(view);
        }
    }

    /// An element left the page; moving it is no leaving.
    pub fn detach(&'static self, view: u32) {
        let mut elements = self.elements.borrow_mut();
        if let Some(place) = elements.iter().position(|attached| attached.view == view) {
            let gone = elements.remove(place);
            drop(elements);
            if self.whole.get() {
                self.recast_rest(gone.open, gone.kind, view);
            }
            self.dispatch(gone.open, Event::ViewGone { view: ViewId(view) }, 0);
        }
    }

    /// An element wants something else, or speaks another language.
    pub fn changed(&'static self, view: u32, tongue: u32, said: String) {
        let wish = if self.whole.get() { self.changed_rest(view, &said) } else { said.clone() };
        let Some(mut attached) = self.attached(view) else { return };
        if attached.tongue != tongue {
            attached.tongue = tongue;
            attached.drawn = None;
        }
        let wants = attached.near && attached.said != said;
        if attached.said != said {
            attached.said = said;
            attached.wish = wish;
        }
        drop(attached);
        if wants { self.want(view) } else { self.drain() }
    }

    /// Tells the shop what an element wants.
    pub fn want(&'static self, number: u32) {
        let Some(attached) = self.attached(number) else { return };
        let (view, open) = (ViewId(number), attached.open);
        let mut said = List(&attached.wish);
        let context = context(&mut said);
        let event = match attached.kind {
            Kind::Cart => Event::CartWanted { view, context },
            Kind::Product => Event::ProductWanted { view, item: ItemId(said.next()), context },
            Kind::Shop => {
                let mut limit = 0;
                for digit in said.next().bytes() {
                    limit = limit * 10 + u32::from(digit & 15);
                }
                let mut wanted = ListWanted {
                    limit,
                    seller: said.text(),
                    category: said.text(),
                    query: said.text(),
                    sort: said.text(),
                    ids: Vec::new(),
                    context,
                };
                while !said.is_empty() {
                    if let Some(id) = said.text() {
                        wanted.ids.push(ItemId(id));
                    }
                }
                Event::ListWanted { view, wanted }
            }
        };
        drop(attached);
        self.dispatch(open, event, 0);
    }

    /// Draws every element whose shop may have changed since it was drawn.
    pub fn draw(&'static self) {
        for attached in self.elements.borrow_mut().iter_mut() {
            let shop = attached.open.shop.borrow();
            let awake = self.whole.get() && attached.kind == Kind::Cart;
            let revision = shop.revision(ViewId(attached.view));
            let revision = Some(if awake { self.look_at_cart_rest(attached.open, &shop, revision) } else { revision });
            if attached.drawn == revision || !attached.near {
                continue;
            }
            let wordings = self.wordings.borrow();
            let Some(wording) = spoken(&wordings, attached.tongue) else { continue };
            match attached.kind {
                Kind::Cart if awake => attached.show_cart_rest(wording),
                // A cart that sleeps holds nothing; the code that takes another one apart comes with the rest.
                Kind::Cart => attached.widget.show_cart(&ManuallyDrop::new(shop.view_cart()), wording),
                _ => {
                    let view = ViewId(attached.view);
                    let mut list = shop.view_list(view);
                    if self.whole.get() {
                        attached.show_list_rest(&self.host, &shop, view, &mut list, wording);
                    } else {
                        attached.widget.show_list(&list, &[], wording);
                    }
                }
            }
            attached.drawn = revision;
        }
    }

    /// Lets all others wait with their drawing for the element in which a press is answered, but for carts that lie open on the page. The
    /// elements that were drawn until then.
    pub fn draw_only(&self, view: u32) -> Vec<u32> {
        let mut elements = self.elements.borrow_mut();
        let drawn = elements.iter().filter(|it| it.near).map(|it| it.view).collect();
        elements.iter_mut().for_each(|it| it.near = it.view == view || it.near && it.widget.lies_open());
        drawn
    }

    /// Draws these again.
    pub fn draw_again(&self, views: &[u32]) {
        self.elements.borrow_mut().iter_mut().for_each(|it| it.near |= views.contains(&it.view));
    }

    /// The rest of the code is here.
    #[inline(never)]
    pub fn dress_rest(&self) {
        self.whole.set(true);
        for attached in self.elements.borrow_mut().iter_mut() {
            attached.widget.dress_rest();
            let warned = !attached.open.shop.borrow().view_warned_rest(ViewId(attached.view)).below.is_empty();
            if attached.kind == Kind::Cart || attached.widget.finds() || warned {
                attached.drawn = None;
            }
        }
    }

    /// An element came or went: whether goods lead to the checkout depends on whether a cart is there.
    #[inline(never)]
    fn recast_rest(&self, open: &Open, kind: Kind, view: u32) {
        drop(drawn_before(view));
        let goods = |it: &&mut Attached| it.kind != Kind::Cart && it.open.number == open.number;
        if kind == Kind::Cart {
            self.elements.borrow_mut().iter_mut().filter(goods).for_each(|it| it.drawn = None);
        }
    }

    /// The element of this view. None while elements are drawn.
    pub fn attached(&self, view: u32) -> Option<RefMut<'_, Attached>> {
        let elements = self.elements.try_borrow_mut().ok()?;
        RefMut::filter_map(elements, |elements| elements.iter_mut().find(|attached| attached.view == view)).ok()
    }

    /// An element is near the viewport.
    pub fn came_near(&'static self, view: u32) {
        if let Some(mut attached) = self.attached(view) {
            attached.near = true;
        }
        self.want(view);
    }
}
