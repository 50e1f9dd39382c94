//! One of what there is, on a form: from a list, or looked up as one types, by the keyboard or the
//! pointer.

pub mod pieces;
