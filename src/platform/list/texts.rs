//! Texts: keyset lists.

texts! {}
