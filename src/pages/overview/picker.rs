//! Where one types which vehicle to look at.

use leptos::prelude::*;
use protocol::{RowId, entities::Vehicle};

use super::choice::{Scope, use_choice};
use crate::{repositories::use_rows, texts::use_texts};

/// Finds a vehicle by its plate.
#[component]
pub(super) fn Picker(chosen: Memo<RowId>) -> impl IntoView {
    let vehicles = use_rows::<Vehicle>();
    let choice = use_choice();
    let texts = use_texts();
    let typed = RwSignal::new(None::<String>);
    let plate = move || {
        let id = chosen.get();
        vehicles.len();
        vehicles.get(&id).map_or_else(String::new, |it| it.plate)
    };
    let matches = Memo::new(move |_| {
        vehicles.len();
        let needle = typed.get().unwrap_or_default().to_uppercase();
        vehicles.with(|it| {
            let matching = it.values().filter(|it| it.plate.to_uppercase().contains(&needle));
            matching
                .take(SUGGESTIONS_MAX)
                .map(|it| (it.id.clone(), it.plate.clone()))
                .collect::<Vec<_>>()
        })
    });
    let on_input = move |event| {
        let text = event_target_value(&event);
        let wanted = text.trim().to_uppercase();
        typed.set(Some(text));
        let found = vehicles.with(|it| {
            it.values()
                .find(|it| it.plate.to_uppercase() == wanted)
                .map(|it| it.id.clone())
        });
        if let Some(id) = found {
            typed.set(None);
            choice.choose_scope(&Scope::Individual(Some(id)));
        }
    };
    let unknown = RwSignal::new(None::<String>);
    // Enter takes the first that fits; what fits nothing is said, and the vehicle stays.
    let on_change = move |event| {
        let text = event_target_value(&event);
        let wanted = text.trim().to_uppercase();
        let is_meant = !wanted.is_empty() && untrack(plate).to_uppercase() != wanted;
        match matches.get_untracked().into_iter().next().filter(|_| is_meant) {
            Some((id, _)) => {
                typed.set(None);
                choice.choose_scope(&Scope::Individual(Some(id)));
            }
            None => unknown.set(Some(text).filter(|_| is_meant)),
        }
    };
    view! {
        <label class="one-picker">
            <span class="vh">{move || texts.overview().choose}</span>
            <input
                class="input"
                type="search"
                list="one-vehicle-plates"
                autocomplete="off"
                placeholder=move || texts.overview().choose
                prop:value=move || typed.get().unwrap_or_else(plate)
                on:input=move |event| {
                    unknown.set(None);
                    on_input(event);
                }
                on:change=on_change
                on:focus=move |_| typed.set(Some(String::new()))
                on:blur=move |_| typed.set(None)
            />
            <datalist id="one-vehicle-plates">
                {move || matches.get().into_iter().map(|(_, plate)| view! { <option value=plate></option> }).collect_view()}
            </datalist>
            {move || {
                unknown.get().map(|text| view! {
                    <span class="field-note" data-tone="crit" role="alert">
                        {format!("{} “{}”", texts.overview().no_such_vehicle, text.trim())}
                    </span>
                })
            }}
        </label>
    }
}

/// Plates offered at once.
const SUGGESTIONS_MAX: usize = 50;
