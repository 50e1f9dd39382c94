//! What is said of a contract's form while it is typed, and where.

use crate::{
    contracts::model::setup::{Place, Problem},
    ui::field::field_of,
    vocabulary::{
        failure::ApiError,
        refusal::{Field, Refusal},
    },
};
use leptos::prelude::*;

/// The problems of a form, and what of them is said: blank fields not before somebody tries to
/// save.
#[derive(Clone, Copy)]
pub struct Said {
    /// All of them.
    pub problems: Signal<Vec<Problem>>,
    /// Whether blank fields are among them.
    pub is_tried: RwSignal<bool>,
}

impl Said {
    fn at(self, place: Place) -> Vec<Refusal> {
        let is_tried = self.is_tried.get();
        let said = |refusal: &Refusal| is_tried || !matches!(refusal, Refusal::FieldMissing(_));
        self.problems
            .get()
            .into_iter()
            .filter(|p| p.place == place && said(&p.refusal))
            .map(|p| p.refusal)
            .collect()
    }

    /// What a field at a place is told.
    pub fn about(
        self,
        place: impl Fn() -> Option<Place> + Send + Sync + 'static,
        field: Field,
    ) -> Signal<Option<ApiError>> {
        Signal::derive(move || {
            self.at(place()?)
                .into_iter()
                .map(ApiError::Refused)
                .find(|e| field_of(e) == Some(field))
        })
    }

    /// What concerns a place as a whole, or fields that it does not show.
    pub fn of_all(
        self,
        place: impl Fn() -> Option<Place> + Send + Sync + 'static,
        fields: &'static [Field],
    ) -> Signal<Vec<Refusal>> {
        Signal::derive(move || {
            let Some(place) = place() else { return Vec::new() };
            let is_shown = |refusal: &Refusal| {
                field_of(&ApiError::Refused(refusal.clone()))
                    .is_some_and(|field| fields.contains(&field))
            };
            self.at(place).into_iter().filter(|refusal| !is_shown(refusal)).collect()
        })
    }
}
