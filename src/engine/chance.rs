//! Chance, seeded from outside: the same seed gives the same keys and the same waits.

use super::ids::Millis;

/// xoshiro256** (Blackman and Vigna 2018), 256 bits of state.
#[derive(Clone, Debug)]
pub struct Chance([u64; 4]);

impl Chance {
    /// Starts from 256 bits of entropy. All zero, which the generator could never leave, is replaced.
    pub fn new(entropy: [u64; 4]) -> Self {
        if entropy == [0; 4] { Self([1, 2, 3, 4]) } else { Self(entropy) }
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        let [a, b, c, d] = self.0;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let c2 = c ^ a;
        let d2 = d ^ b;
        self.0 = [a ^ d2, b ^ c2, c2 ^ (b << 17), d2.rotate_left(45)];
        result
    }

    /// A wait between 0 and `most`, all equally likely ("full jitter").
    pub fn wait(&mut self, most: Millis) -> Millis {
        self.next() % (most + 1)
    }

    /// A UUIDv4 (RFC 9562, section 5.4).
    pub fn uuid(&mut self) -> String {
        let high = (self.next() & 0xffff_ffff_ffff_0fff) | 0x4000;
        let low = (self.next() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
        let mut text = String::with_capacity(36);
        for place in 0..32u32 {
            if matches!(place, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            let word = if place < 16 { high } else { low };
            let digit = (word >> (60 - 4 * (place % 16))) & 15;
            text.push(char::from_digit(digit as u32, 16).unwrap_or('0'));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_uuids_of_version_four_and_never_the_same() {
        let mut chance = Chance::new([7, 8, 9, 10]);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..10_000 {
            let key = chance.uuid();
            assert_eq!(key.len(), 36);
            assert_eq!(key.as_bytes()[14], b'4');
            assert!(matches!(key.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
            assert!(seen.insert(key));
        }
    }

    #[test]
    fn it_is_the_generator_that_its_authors_published() {
        let mut chance = Chance::new([1, 2, 3, 4]);
        let first: Vec<u64> = (0..10).map(|_| chance.next()).collect();
        let published = [
            11_520,
            0,
            1_509_978_240,
            1_215_971_899_390_074_240,
            1_216_172_134_540_287_360,
            607_988_272_756_665_600,
            16_172_922_978_634_559_625,
            8_476_171_486_693_032_832,
            10_595_114_339_597_558_777,
            2_904_607_092_377_533_576,
        ];
        assert_eq!(first, published);
        assert_ne!(Chance::new([0; 4]).next(), Chance::new([0; 4]).0[0], "all zero is not stayed in");
    }

    #[test]
    fn a_wait_may_be_none_at_all_or_as_long_as_it_may_be() {
        let mut chance = Chance::new([7, 8, 9, 10]);
        let waits: std::collections::BTreeSet<Millis> = (0..200).map(|_| chance.wait(3)).collect();
        assert_eq!(waits.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!(chance.wait(0), 0);
    }

    #[test]
    fn a_key_holds_all_of_chances_bits_but_six() {
        let (mut words, mut chance) = (Chance::new([7, 8, 9, 10]), Chance::new([7, 8, 9, 10]));
        for _ in 0..100 {
            let drawn = u128::from(words.next()) << 64 | u128::from(words.next());
            let digits = chance.uuid().replace('-', "");
            let differing = drawn ^ u128::from_str_radix(&digits, 16).expect("hexadecimal digits");
            assert_eq!(differing & !(0xf000 << 64 | 0xc000 << 48), 0, "{digits}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_keys() {
        assert_eq!(Chance::new([1, 2, 3, 4]).uuid(), Chance::new([1, 2, 3, 4]).uuid());
    }
}
