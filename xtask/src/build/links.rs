//! Who names whom in a Wasm's data: the linker's relocations (`--emit-relocs`), which say where each static lies and which of its bytes
//! are addresses of others or places in the table of functions.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use wasmparser::{
    DataKind, KnownCustom, Linking, Operator, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo,
};

/// The statics of a linked Wasm. Addresses and places in the table stay what they are through wasm-bindgen and binaryen.
#[derive(Default)]
pub struct Links {
    /// Where each static begins, and its content.
    pub statics: BTreeMap<u32, Static>,
    /// Places of the table that code names by itself; all others are named by statics alone.
    pub named_places: BTreeSet<u64>,
}

/// One static.
#[derive(Default)]
pub struct Static {
    /// Its bytes.
    pub content: Vec<u8>,
    /// Addresses that it holds.
    pub addresses: Vec<u32>,
    /// Places of the table that it holds.
    pub places: Vec<u64>,
    /// Named by an address that lies outside of it: it has to stay where everybody finds it.
    pub pinned: bool,
}

impl Links {
    /// Reads them.
    pub fn of(linked: &[u8]) -> Result<Self> {
        let mut links = Self::default();
        let (mut segments, mut symbols) = (Vec::new(), Vec::new());
        let (mut sections, mut code, mut data) = (0, (0, 0), (0, 0));
        let mut relocations = Vec::new();
        for payload in Parser::new(0).parse_all(linked) {
            match payload? {
                Payload::CodeSectionStart { range, .. } => code = (sections, range.start),
                Payload::DataSection(section) => {
                    data = (sections, section.range().start);
                    for segment in section {
                        let segment = segment?;
                        let DataKind::Active { offset_expr, .. } = segment.kind else { continue };
                        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else { continue };
                        let begin = segment.range.end - segment.data.len();
                        segments.push((u32::try_from(value)?, begin, segment.data));
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking {
                            let Linking::SymbolTable(table) = part? else { continue };
                            symbols = table.into_iter().collect::<Result<_, _>>()?;
                        }
                    }
                    KnownCustom::Reloc(section) => relocations.push(section),
                    _ => {}
                },
                Payload::CodeSectionEntry(_) | Payload::Version { .. } | Payload::End(_) => continue,
                _ => {}
            }
            sections += 1;
        }
        let place_of = |index: u32| match symbols.get(index as usize) {
            Some(SymbolInfo::Data { symbol: Some(symbol), .. }) => {
                let (address, ..) = segments.get(symbol.index as usize)?;
                Some((address + symbol.offset, symbol.size))
            }
            _ => None,
        };
        for index in 0..symbols.len() {
            let Some((address, size)) = place_of(index as u32).filter(|(_, size)| *size > 0) else { continue };
            let (from, _, content) = segments
                .iter()
                .find(|(from, _, content)| (*from..*from + content.len() as u32).contains(&address))
                .context("a static lies in no segment")?;
            let begin = (address - from) as usize;
            let content = content.get(begin..begin + size as usize).context("a static is longer than its segment")?;
            let known = links.statics.entry(address).or_default();
            if known.content.len() < content.len() {
                known.content = content.to_vec();
            }
        }
        for section in relocations {
            let in_code = section.section_index() == code.0;
            if !in_code && section.section_index() != data.0 {
                continue;
            }
            for entry in section.entries() {
                let RelocationEntry { ty, offset, index, addend } = entry?;
                let start = if in_code { code.1 } else { data.1 } + offset as usize;
                let value = value_at(linked, start, ty)?;
                let target = place_of(index);
                if let Some((address, size)) = target.filter(|(_, size)| !(0..=i64::from(*size)).contains(&addend)) {
                    _ = size;
                    links.statics.entry(address).or_default().pinned = true;
                }
                if in_code {
                    if ty == RelocationType::TableIndexSleb {
                        links.named_places.insert(value.into());
                    }
                    continue;
                }
                let (from, begin, _) = segments
                    .iter()
                    .find(|(_, begin, content)| (*begin..begin + content.len()).contains(&start))
                    .context("a relocation lies in no segment")?;
                let Some(holder) = links.holder(from + (start - begin) as u32) else { continue };
                let Some(holder) = links.statics.get_mut(&holder) else { continue };
                match ty {
                    RelocationType::MemoryAddrI32 => holder.addresses.extend(target.map(|(address, _)| address)),
                    RelocationType::TableIndexI32 => holder.places.push(value.into()),
                    _ => {}
                }
            }
        }
        Ok(links)
    }

    /// The static that an address lies in, by where it begins.
    pub fn holder(&self, address: u32) -> Option<u32> {
        let (begin, found) = self.statics.range(..=address).next_back()?;
        ((address - begin) < found.content.len() as u32).then_some(*begin)
    }
}

/// The number that a relocation wrote.
fn value_at(linked: &[u8], start: usize, ty: RelocationType) -> Result<u32> {
    let bytes = linked.get(start..start + ty.extent()).context("a relocation lies outside of the file")?;
    Ok(match bytes {
        [a, b, c, d] => u32::from_le_bytes([*a, *b, *c, *d]),
        leb => leb.iter().rev().fold(0, |value, byte| value << 7 | u32::from(byte & 0x7f)),
    })
}
