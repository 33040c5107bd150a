//! Single keys for the row with the focus.

use leptos::prelude::*;
use protocol::RowId;

use super::{menus, model::ViolationsModel, work::Act};
use crate::{
    platform::{
        listener::{Key, Listener},
        page,
    },
    settings::use_settings,
};

/// Listens for as long as the calling component lives.
pub(super) fn listen(model: ViolationsModel) {
    let settings = use_settings();
    let listener = Listener::on_key(move |key: Key| {
        let is_wanted = settings.choice_untracked(|it| it.shortcuts) && key.is_shortcut();
        if !is_wanted || untrack(|| !model.may_act()) {
            return;
        }
        if let Some(id) = focused(model)
            && press(model, &key.name(), &id)
        {
            key.consume();
        }
    });
    let listener = StoredValue::new_local(listener);
    on_cleanup(move || drop(listener.try_update_value(Option::take)));
}

/// The row with the focus.
fn focused(model: ViolationsModel) -> Option<RowId> {
    if !page::has_focus(".violations .grid-row") || page::has_focus("dialog, [role=menu]") {
        return None;
    }
    let row = model.list.scroll.place.get_untracked().row?;
    untrack(|| model.list.live.id(row))
}

/// Does what a key means; tells whether it means anything.
fn press(model: ViolationsModel, key: &str, id: &RowId) -> bool {
    let ids = model.subjects(id);
    match key {
        "a" | "A" => model.act(&Act::Acknowledge, &ids),
        "r" | "R" => model.act(&Act::Resolve, &ids),
        "d" | "D" => menus::dismiss(model, ids),
        "s" | "S" => {
            model.subject.set(ids);
            model
                .assign_menu
                .open(".grid-row[data-active] [data-column=actions]");
        }
        _ => return false,
    }
    true
}
