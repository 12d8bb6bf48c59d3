//! Ids as texts, where Zendesk's API has them so.

use alloc::string::String;

use super::Id;

/// A ULID (github.com/ulid/spec): the time in 10 letters of Crockford's base 32, and 16 letters more, which here are the id
/// itself. So no table of names is needed, and texts sort as ids do.
pub struct Ulid;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME: usize = 10;
const LENGTH: usize = 26;

impl Ulid {
    pub fn of(id: Id) -> String {
        let mut letters = [0; LENGTH];
        write(&mut letters[..TIME], id.made_at_ms());
        write(&mut letters[TIME..], id.number().unsigned_abs());
        letters.iter().map(|letter| char::from(*letter)).collect()
    }

    /// The id of such a text, in capitals or small letters; nothing of any other.
    pub fn read(text: &str) -> Option<Id> {
        if text.len() != LENGTH || !text.is_ascii() {
            return None;
        }
        let id = text.bytes().skip(TIME).try_fold(0_i64, |number, letter| {
            let digit = LETTERS.iter().position(|known| *known == letter.to_ascii_uppercase())?;
            number.checked_mul(32)?.checked_add(i64::try_from(digit).ok()?)
        });
        Id::from_number(id?).ok().filter(|id| Self::of(*id).eq_ignore_ascii_case(text))
    }
}

fn write(letters: &mut [u8], mut number: u64) {
    for letter in letters.iter_mut().rev() {
        *letter = LETTERS[usize::try_from(number % 32).unwrap_or_default()];
        number /= 32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_time_is_in_the_first_letters() {
        // 2026-11-23T21:00:00Z is 1,795,467,600,000.
        let text = Ulid::of(Id::at(1_795_467_600_000, 7));
        assert_eq!((&text[..10], text.len()), ("01M853AR40", 26));
    }

    #[test]
    fn what_was_not_made_is_nothing() {
        let text = Ulid::of(Id::at(1_795_467_600_000, 7));
        let other_time = text.replacen("01M", "01N", 1);
        for text in ["", "7", &text[1..], &other_time, "01M853AR40000000000000000I", "zzzzzzzzzzzzzzzzzzzzzzzzzz"] {
            assert_eq!(Ulid::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn ids_come_back_and_sort_as_they_did(one in 1..Id::MAX_MADE, other in 1..Id::MAX_MADE) {
            let (one, other) = (Id::from_number(one).unwrap(), Id::from_number(other).unwrap());
            prop_assert_eq!(Ulid::read(&Ulid::of(one).to_ascii_lowercase()), Some(one));
            prop_assert_eq!(Ulid::of(one).cmp(&Ulid::of(other)), one.cmp(&other));
        }
    }
}
