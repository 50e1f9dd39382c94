//! The list of invoices, with what is done with many; the page of one: what it is and comes to, its tabs, its details edited where they stand.

pub mod pages;
