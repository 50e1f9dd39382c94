//! Whether two names may be one person's (R-SEC-1). Pure.

use crate::vocabulary::names::likeness;

/// Whether one may be the other: the same words in any order, without accents and punctuation; some
/// of them left out or cut down to their first letter (M. Winter, Maria Anna Winter). One word
/// alone is like the same word only.
pub fn is_alike(one: &str, other: &str) -> bool {
    let (one, other) = (likeness(one), likeness(other));
    let (mut short, mut long): (Vec<&str>, Vec<&str>) =
        (one.split(' ').collect(), other.split(' ').collect());
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    if one == other || short.len() < 2 {
        return one == other && !one.is_empty();
    }
    // Whole words first: an initial must not take the place of the word that somebody wrote out.
    short.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let has_a_whole_word = short.iter().any(|word| word.chars().count() > 1 && long.contains(word));
    has_a_whole_word
        && short.into_iter().all(|word| {
            let found = long.iter().position(|known| *known == word).or_else(|| {
                long.iter().position(|known| is_initial(word, known) || is_initial(known, word))
            });
            found.map(|at| long.swap_remove(at)).is_some()
        })
}

fn is_initial(letter: &str, word: &str) -> bool {
    letter.chars().count() == 1 && word.starts_with(letter)
}
