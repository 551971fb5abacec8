//! How words are compared, in each script the goods are written in.
//!
//! - Latin: small letters without accents, for not everybody types them.
//! - Chinese has no spaces: any part of a text is found, and a query that runs several words together is found in pieces.
//! - Tibetan sets a tsheg after each syllable, one of two that look alike, and writers disagree on the last one. A query
//!   begins where a syllable begins and may end anywhere, for case endings are written onto the syllable before them.

/// The words of a query, in the form they are compared in.
pub fn terms(query: &str) -> Vec<String> {
    let terms = normal(query);
    // A last tsheg says nothing: the syllable may go on as another word's first.
    let words = terms.split_whitespace().map(|word| word.trim_end_matches(TSHEG));
    words.filter(|word| !word.is_empty()).take(TERMS_MAX).map(str::to_owned).collect()
}

/// What a term weighs: as much as the first of the texts that it is found in. None: it is found nowhere.
pub fn weight(term: &str, texts: &[(&str, i64)]) -> Option<i64> {
    let whole = |term: &str| texts.iter().find(|(text, _)| text.contains(term)).map(|(_, weight)| *weight);
    whole(term).or_else(|| in_pieces(term, whole))
}

/// A term of Chinese alone may be several words: it is cut so that each piece is found, of two letters at least. It weighs
/// as much as its lightest piece.
fn in_pieces(term: &str, whole: impl Fn(&str) -> Option<i64>) -> Option<i64> {
    let ends: Vec<usize> = term.char_indices().map(|(at, _)| at).chain([term.len()]).collect();
    if !term.chars().all(is_han) || ends.len() > PIECES_OF_MAX {
        return None;
    }
    // Up to each letter: what the best way to cut weighs, if there is one.
    let mut best: Vec<Option<i64>> = vec![Some(i64::MAX)];
    for (place, end) in ends.iter().enumerate().skip(1) {
        let cut = |(from, begin): (usize, &usize)| {
            let before = best.get(from).copied().flatten()?;
            let piece = term.get(*begin..*end)?;
            Some(before.min(whole(piece)?))
        };
        let found = ends.iter().enumerate().take(place.saturating_sub(1)).filter_map(cut).max();
        best.push(found);
    }
    best.last().copied().flatten()
}

/// Small letters without accents, full-width forms as plain ones, one kind of tsheg before and between syllables, and a
/// space for every other Tibetan mark.
pub fn normal(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut in_tibetan = false;
    for c in text.chars().map(narrow).flat_map(char::to_lowercase).map(without_accent) {
        let letter = ('\u{f40}'..='\u{fbc}').contains(&c);
        if letter && !in_tibetan && !plain.ends_with(TSHEG) {
            plain.push(TSHEG);
        }
        in_tibetan = letter;
        match c {
            '\u{f0b}' | '\u{f0c}' => plain.push(TSHEG),
            '\u{f01}'..='\u{f14}' => plain.push(' '),
            _ => plain.push(c),
        }
    }
    plain
}

fn narrow(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' | '\u{202f}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '’' => '\'',
        _ => c,
    }
}

fn without_accent(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        _ => c,
    }
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// The mark after a Tibetan syllable.
const TSHEG: char = '\u{f0b}';
const TERMS_MAX: usize = 16;
/// Letters of a term that is looked for in pieces, and one more.
const PIECES_OF_MAX: usize = 33;

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str, text: &str) -> bool {
        let text = normal(text);
        terms(query).iter().all(|term| weight(term, &[(&text, 1)]).is_some())
    }

    #[test]
    fn tibetan_is_found_whatever_its_tsheg() {
        let text = "ཆུ་འཐག་རྩམ་པ། ནས་ཕྱེ།";
        for query in ["རྩམ་པ", "རྩམ་པ་", "རྩམ\u{f0c}པ", "རྩམ\u{f0c}པ\u{f0c}", "རྩམ་པ།", " རྩམ ", "རྩམ་པ། ཆུ་"]
        {
            assert!(found(query, text), "{query:?}");
        }
        assert!(found("རྩམ་པ", "རྩམ་པའི་ཕོར་པ།"), "with a case ending");
        assert!(found("རྩམ་པ", "གསར་པ་རྩམ\u{f0c}པ\u{f0c}།"), "also where the goods are written otherwise");
        assert!(!found("ཐག", "ཆུ་འཐག"), "a syllable is found from its beginning");
        assert!(!found("པ་ནས", "རྩམ་པ། ནས་"), "not across a shad");
        assert_eq!(terms("་ ། ༔"), [""; 0]);
    }

    #[test]
    fn chinese_is_found_without_spaces_in_any_part_and_in_pieces() {
        let text = "年楚河水磨糌粑\n江孜县";
        for query in ["糌粑", "水磨", "江孜糌粑", "糌粑江孜县", "水磨 江孜"] {
            assert!(found(query, text), "{query}");
        }
        for query in ["江孜蜂蜜", "糌江", "河江孜"] {
            assert!(!found(query, text), "{query}");
        }
        assert!(!found(&"糌粑".repeat(40), text), "nobody types that");
    }

    #[test]
    fn latin_is_found_without_accents_and_in_any_case() {
        for query in ["the", "THÉ", "thé au beurre", "nyemo", "l'orge"] {
            assert!(found(query, "Thé au beurre\nNyêmo\nfarine de l’orge"), "{query}");
        }
    }
}
