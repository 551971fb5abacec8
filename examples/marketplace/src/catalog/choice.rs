//! Choosing a variant by its options (UCP catalog_lookup.json: selected, preferences, available, exists).

use super::view::Shelf;
use crate::error::Error;
use crate::goods::{OptionValue, Product, ProductOption, Variant};
use crate::language::Language;
use crate::ucp::request::Selected;
use crate::ucp::strict::Object;
use serde_json::{Value, json};

/// The choice in force.
pub struct Choice<'a> {
    /// The variant it leads to.
    pub variant: &'a Variant,
    picks: Vec<Pick<'a>>,
}

/// One value of one option. The position is the option's in the product.
#[derive(Clone, Copy)]
struct Pick<'a> {
    position: usize,
    option: &'a ProductOption,
    value: &'a OptionValue,
}

/// Leads wishes to a variant. Where none has all that is wished, wishes are given up: first those that are no
/// preference, then the preferences from the last one on. A variant that was named itself needs no wishes.
pub fn choose<'a>(
    shelf: &Shelf<'_>,
    product: &'a Product,
    named: Option<&'a Variant>,
    wished: &[Object<Selected>],
    preferences: &[String],
) -> Result<Choice<'a>, Error> {
    for (position, wish) in wished.iter().enumerate() {
        if wished.iter().take(position).any(|earlier| earlier.name == wish.name) {
            let found = format!("option {:?} is chosen twice", wish.name);
            return Err(Error::malformed(format!("$.selected[{position}]"), found));
        }
    }
    let mut picks: Vec<Pick<'a>> = Vec::new();
    if named.is_none() {
        picks.extend(wished.iter().filter_map(|wish| pick(product, wish)));
        let importance = |pick: &Pick<'_>| {
            let at = preferences.iter().position(|name| names(pick.option, name));
            at.unwrap_or(usize::MAX)
        };
        picks.sort_by_key(importance);
        while !product.variants.iter().any(|variant| has_all(variant, &picks)) {
            picks.pop();
        }
    }
    let fitting = || product.variants.iter().filter(|variant| has_all(variant, &picks));
    let available = fitting().find(|variant| shelf.offer(variant).limit() > 0);
    let variant = named.or(available).or_else(|| fitting().next());
    let variant = variant.ok_or_else(|| Error::malformed("$.id", "a product without variants"))?;
    if picks.is_empty() {
        picks = picks_of(product, variant);
    }
    picks.sort_by_key(|pick| pick.position);
    Ok(Choice { variant, picks })
}

impl Choice<'_> {
    /// `selected` of the answer.
    pub fn selected_view(&self, language: Language) -> Value {
        let view = |Pick { option, value, .. }: &Pick<'_>| json!({ "name": option.name.of(language), "id": value.id, "label": value.label.of(language) });
        self.picks.iter().map(view).collect()
    }

    /// `options` of the answer: what each value would lead to if all else stayed.
    pub fn options_view(&self, shelf: &Shelf<'_>, product: &Product) -> Value {
        let options = product.options.iter().enumerate().map(|(position, option)| {
            let values = option.values.iter().map(|value| {
                let mut picks: Vec<Pick<'_>> = self.picks.iter().filter(|p| p.position != position).copied().collect();
                picks.push(Pick { position, option, value });
                let reached = || product.variants.iter().filter(|variant| has_all(variant, &picks));
                let available = reached().any(|variant| shelf.offer(variant).limit() > 0);
                let exists = reached().next().is_some();
                let label = value.label.of(shelf.language);
                json!({ "id": value.id, "label": label, "available": available, "exists": exists })
            });
            json!({ "name": option.name.of(shelf.language), "values": values.collect::<Vec<_>>() })
        });
        options.collect()
    }
}

/// The value that a wish means, by id or by label, in whichever language it was shown.
fn pick<'a>(product: &'a Product, wish: &Selected) -> Option<Pick<'a>> {
    let (position, option) = product.options.iter().enumerate().find(|(_, option)| names(option, &wish.name))?;
    let by_id = || option.values.iter().find(|value| wish.id.as_ref() == Some(&value.id));
    let labelled = |value: &&OptionValue| value.label.all().any(|label| label == wish.label);
    let value = by_id().or_else(|| option.values.iter().find(labelled))?;
    Some(Pick { position, option, value })
}

fn names(option: &ProductOption, name: &str) -> bool {
    option.name.all().any(|known| known == name)
}

fn has_all(variant: &Variant, picks: &[Pick<'_>]) -> bool {
    picks.iter().all(|pick| variant.options.get(pick.position) == Some(&pick.value.id))
}

fn picks_of<'a>(product: &'a Product, variant: &Variant) -> Vec<Pick<'a>> {
    let options = product.options.iter().enumerate().zip(&variant.options);
    let pick = |((position, option), id): ((usize, &'a ProductOption), &String)| {
        let value = option.values.iter().find(|value| &value.id == id)?;
        Some(Pick { position, option, value })
    };
    options.filter_map(pick).collect()
}
