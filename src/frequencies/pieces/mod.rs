//! A frequency on the forms of other rooms.

mod field;

pub use field::{FrequencyField, said};
