//! Tests of the house as a whole: its rules of building, its walls, its doors, its stories.
//! `fixtures` is the small world that rooms test in too.
#![cfg(test)]

mod access_cells;
mod access_table;
mod added_details;
mod approval_sets;
mod bad_corrections;
mod calls;
mod choices;
mod circles;
mod columns;
mod draft_edits;
mod exports;
mod file_bills;
mod files;
pub mod fixtures;
mod front_door;
#[cfg(feature = "ssr")]
mod goods;
mod house;
mod issued_to;
mod names_once;
pub mod one_by_one;
mod one_figure;
mod pages;
mod passwords;
mod plans;
mod planted;
mod preview_and_act;
mod production;
mod property;
mod rights;
mod rows_first;
mod rules;
pub mod samples;
mod schema;
mod seen;
mod sessions;
pub mod sheets;
mod story_bill_real_time;
mod story_billed_before;
mod sums;
mod terms_in_time;
mod texts;
mod time_zones;
mod under_load;
mod undo;
mod walls;
mod walls_approval_sets;
mod walls_batches;
mod walls_corrections;
mod walls_openings;
mod walls_origins;
mod walls_products;
mod walls_retainers;
mod walls_search_path;
mod web;
