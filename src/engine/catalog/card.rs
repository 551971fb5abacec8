//! One product as one list shows it: which variant is chosen, which options there are.

use crate::engine::bodies::safe_url;
use crate::engine::ids::ItemId;
use crate::engine::view::{ImageView, OptionValueView, OptionView, ProductView, RatingView, StockView, UnitPriceView};
use crate::ucp::goods;
use crate::ucp::json::{Part, push_whole};
use crate::ucp::money::{Minor, Price};

/// A product and the variant chosen on this card.
#[derive(Clone, Debug)]
pub struct Card {
    /// As the business answered it (`goods::product`).
    pub product: Part,
    /// Place of the chosen variant.
    pub chosen: usize,
    /// Place of the wanted id that led here.
    pub wanted: usize,
    /// `/catalog/product` was asked, so all that can be known of the options is known.
    pub asked: bool,
    /// Place of the variant that was chosen before the business was asked which one a choice means. It stands last meanwhile.
    pub waiting: Option<usize>,
    /// Accepted presses on add.
    pub adds: u32,
    /// What the business tells about it (`goods::message`): first a list of what its latest answer about it alone does, behind it what the
    /// list's answer does.
    pub messages: Vec<Part>,
}

/// Fewer pieces than this are told.
const FEW: u32 = 5;

impl Card {
    /// A card, with the variant asked for chosen, else the first that can be bought. None if the product has no variant.
    pub fn new(product: Part, wanted: Option<&str>) -> Option<Self> {
        let (mut chosen, mut best) = (0, 0);
        for (place, variant) in product.at(goods::product::VARIANTS).items().iter().enumerate() {
            let rank = match wanted {
                Some(id) if variant.at(goods::variant::ID).str() == id => 3,
                _ if may_be_bought(variant) => 2,
                _ => 1,
            };
            if rank > best {
                best = rank;
                chosen = place;
            }
        }
        let messages = Vec::new();
        if best > 0 {
            Some(Self { product, chosen, wanted: 0, asked: false, waiting: None, adds: 0, messages })
        } else {
            None
        }
    }

    /// Stands for the same product from now on.
    pub fn succeed(&mut self, earlier: &mut Self) {
        let chosen = earlier.variant().at(goods::variant::ID).str();
        let place = self.variants().iter().position(|variant| variant.at(goods::variant::ID).str() == chosen);
        self.chosen = place.unwrap_or(self.chosen);
        self.adds = earlier.adds;
    }

    /// The product's id.
    pub fn id(&self) -> &str {
        self.product.at(goods::product::ID).str()
    }

    /// Its variants (`goods::variant`).
    pub fn variants(&self) -> &[Part] {
        self.product.at(goods::product::VARIANTS).items()
    }

    /// The chosen variant.
    pub fn variant(&self) -> &Part {
        self.product.at(goods::product::VARIANTS).at(self.chosen)
    }

    /// What there is to show.
    pub fn view(&self, in_cart: u32) -> ProductView {
        use goods::{product, rating, variant};
        let goods = &self.product;
        let chosen = self.variant();
        let stock = stock(chosen);
        let price = price(chosen.at(variant::PRICE), goods::price::AMOUNT);
        let former = self::price(chosen.at(variant::LIST_PRICE), goods::price::AMOUNT);
        let options = self.options();
        let several = self.variants().len() > 1 || !goods.at(product::OPTIONS).items().is_empty();
        let rated = goods.at(product::RATING);
        ProductView {
            product: ItemId(self.id().to_owned()),
            variant: ItemId(chosen.at(variant::ID).str().to_owned()),
            title: goods.at(product::TITLE).str().to_owned(),
            variant_title: if several { chosen.at(variant::TITLE).string() } else { None },
            url: safe_url(goods.at(product::URL).str()),
            image: image(chosen, goods),
            seller: seller(chosen),
            county: chosen.at(variant::SELLER_DETAILS).at(goods::seller_details::COUNTY).string(),
            list_price: if former.amount > price.amount && former.currency == price.currency {
                Some(former)
            } else {
                None
            },
            unit_price: unit_price(chosen),
            rating: rated.at(rating::VALUE).number().map(|value| RatingView {
                value,
                scale_max: rated.at(rating::SCALE_MAX).number().unwrap_or_default(),
                count: rated.at(rating::COUNT).number().map(|count| count as u64),
            }),
            price,
            options,
            stock,
            in_cart,
            adds: self.adds,
            can_add: stock != StockView::Out && limit(chosen).is_none_or(|limit| in_cart < limit),
        }
    }

    fn options(&self) -> Vec<OptionView> {
        let mut views = Vec::new();
        for option in self.product.at(goods::product::OPTIONS).items() {
            let name = option.at(goods::option::NAME).str();
            let mut values = Vec::new();
            for value in option.at(goods::option::VALUES).items() {
                let label = value.at(goods::value::LABEL).str();
                let known = self.with(name, label).map(|place| self.product.at(goods::product::VARIANTS).at(place));
                let said = |place| value.at(place).flag().unwrap_or(true);
                values.push(OptionValueView {
                    label: label.to_owned(),
                    selected: has(self.variant(), name, label),
                    available: known.map_or(said(goods::value::AVAILABLE), may_be_bought),
                    exists: known.is_some() || said(goods::value::EXISTS),
                });
            }
            if values.len() > 1 {
                views.push(OptionView { name: name.to_owned(), values });
            }
        }
        views
    }

    /// Place of the variant that is the chosen one but for one option.
    pub fn with(&self, option: &str, label: &str) -> Option<usize> {
        let fits = |variant: &Part| {
            let others = self.variant().at(goods::variant::OPTIONS).items();
            has(variant, option, label)
                && others.iter().all(|other| {
                    let name = other.at(goods::selected::NAME).str();
                    name == option || has(variant, name, other.at(goods::selected::LABEL).str())
                })
        };
        self.variants().iter().position(fits)
    }

    /// Whether an id means this card: the product's or one of its variants'.
    pub fn is(&self, id: &ItemId) -> bool {
        self.id() == id.0 || self.variants().iter().any(|variant| variant.at(goods::variant::ID).str() == id.0)
    }
}

/// An amount and the currency, which comes next in every shape that has both.
fn price(part: &Part, amount: usize) -> Price {
    Price {
        amount: Minor(part.at(amount).number().unwrap_or_default() as i64),
        currency: part.at(amount + 1).str().to_owned(),
    }
}

/// What a measure costs.
pub fn unit_price(variant: &Part) -> Option<UnitPriceView> {
    let unit = variant.at(goods::variant::UNIT_PRICE);
    let reference = unit.at(goods::unit_price::REFERENCE);
    Some(UnitPriceView {
        unit: reference.at(goods::measure::UNIT).string()?,
        price: price(unit, goods::unit_price::AMOUNT),
        value: reference.at(goods::measure::VALUE).number().unwrap_or_default() as u32,
    })
}

/// False only if the business says that it cannot be bought.
fn may_be_bought(variant: &Part) -> bool {
    available(variant) != Some(false)
}

fn available(variant: &Part) -> Option<bool> {
    variant.at(goods::variant::AVAILABILITY).at(goods::availability::AVAILABLE).flag()
}

/// The seller's name: our extension's, else UCP's.
pub fn seller(variant: &Part) -> Option<String> {
    let ours = variant.at(goods::variant::SELLER_DETAILS).at(goods::seller_details::NAME).string();
    ours.or_else(|| variant.at(goods::variant::SELLER).at(goods::seller::NAME).string())
}

fn has(variant: &Part, option: &str, label: &str) -> bool {
    variant.at(goods::variant::OPTIONS).items().iter().any(|chosen| {
        chosen.at(goods::selected::NAME).str() == option && chosen.at(goods::selected::LABEL).str() == label
    })
}

/// The most that can be had, where the business says so.
pub fn limit(variant: &Part) -> Option<u32> {
    let stock = variant.at(goods::variant::STOCK);
    let available = stock.at(goods::stock::AVAILABLE).number()? as u32;
    Some(stock.at(goods::stock::MAX_PER_ORDER).number().map_or(available, |most| available.min(most as u32)))
}

fn stock(variant: &Part) -> StockView {
    let said = available(variant);
    let left = variant.at(goods::variant::STOCK).at(goods::stock::AVAILABLE).number().map(|left| left as u32);
    match (left, said) {
        (_, Some(false)) | (Some(0), _) => StockView::Out,
        (Some(left), _) if left < FEW => StockView::Few(left),
        (Some(_), _) | (None, Some(true)) => StockView::In,
        (None, None) => StockView::Unknown,
    }
}

/// Every picture that may be shown, the variant's own first.
pub fn images(variant: &Part, product: &Part) -> Vec<ImageView> {
    let mut images: Vec<ImageView> = Vec::new();
    for media in [variant.at(goods::variant::MEDIA), product.at(goods::product::MEDIA)] {
        for picture in media.items() {
            if let Some(image) = shown(picture)
                && images.iter().all(|known| known.url != image.url)
            {
                images.push(image);
            }
        }
    }
    images
}

fn shown(picture: &Part) -> Option<ImageView> {
    let image = picture.at(goods::media::TYPE).str() == "image";
    let url = safe_url(picture.at(goods::media::URL).str()).filter(|_| image)?;
    let mut sources = String::new();
    if !url.ends_with(".svg") {
        for source in picture.at(goods::media::SOURCES).items() {
            let url = safe_url(source.at(goods::source::URL).str());
            // A comma would end the address.
            if let Some(url) = url.filter(|url| url.bytes().all(|byte| byte != b' ' && byte != b',')) {
                let width = source.at(goods::source::WIDTH).number().unwrap_or_default();
                sources.push_str(&url);
                sources.push(' ');
                push_whole(&mut sources, width as u64);
                sources.push_str("w,");
            }
        }
    }
    Some(ImageView { url, alt: picture.at(goods::media::ALT_TEXT).string(), sources })
}

/// The first picture that may be shown.
pub fn image(variant: &Part, product: &Part) -> Option<ImageView> {
    for media in [variant.at(goods::variant::MEDIA), product.at(goods::product::MEDIA)] {
        for picture in media.items() {
            if let Some(image) = shown(picture) {
                return Some(image);
            }
        }
    }
    None
}
