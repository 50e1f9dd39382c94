//! The page of an invoice: what it is and comes to, its tabs, its details edited where they stand.

pub mod pages;
