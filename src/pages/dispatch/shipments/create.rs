//! The dialog in which a shipment is ordered.

use leptos::prelude::*;
use protocol::{RowId, entities::Stop, mutations::REASON_CHARS_MAX};

use super::draft::{Draft, Part, known_places};
use crate::{
    components::{dialog::Dialog, field::Field},
    pages::dispatch::desk::Desk,
    platform::random,
    texts::dispatch::Dispatch,
};

/// The dialog.
#[component]
pub(super) fn CreateDialog(desk: Desk) -> impl IntoView {
    let draft = RwSignal::new(Draft::default());
    let tried = RwSignal::new(false);
    let places = RwSignal::new(Vec::<Stop>::new());
    Effect::watch(
        move || desk.creating.get(),
        move |is_open, _, _| {
            if *is_open {
                let format = desk.format.get_untracked();
                let (known, fresh) = desk.shipments.with(|it| {
                    let references = it.values().map(|it| (it.created_at, it.reference.as_str()));
                    (
                        known_places(it.values()),
                        Draft::new(references, desk.link.gateway_now(), format),
                    )
                });
                places.set(known);
                draft.set(fresh);
                tried.set(false);
            }
        },
        false,
    );
    let wrong = Memo::new(move |_| {
        let format = desk.format.get();
        draft.with(|it| it.change(RowId::from("-"), format).err().unwrap_or_default())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let id = RowId::from(format!("s-{:016x}", random::seed() as u64));
        let change = draft.with_untracked(|it| it.change(id, desk.format.get_untracked()));
        if let Ok(change) = change
            && desk.work.create(change)
        {
            desk.creating.set(false);
        }
    };
    let error = move |part: Part, why: fn(&Dispatch) -> &'static str| {
        Signal::derive(move || {
            let is_wrong = tried.get() && wrong.with(|it| it.contains(&part));
            is_wrong.then(|| why(desk.words()).to_owned())
        })
    };
    let label =
        move |word: fn(&Dispatch) -> &'static str| Signal::derive(move || word(desk.words()).to_owned());
    let title = label(|it| it.create);
    view! {
        <Dialog open=desk.creating title=title>
            <form on:submit=submit>
                <div class="dialog-content create">
                    <datalist id="known-places">
                        {move || places.with(|it| {
                            it.iter().map(|it| view! { <option value=it.name.clone()></option> }).collect_view()
                        })}
                    </datalist>
                    <Field id="create-reference" label=label(|it| it.reference) error=error(Part::Reference, |it| it.needed)>
                        <input
                            class="input"
                            id="create-reference"
                            type="text"
                            aria-describedby="create-reference-note"
                            prop:value=move || draft.with(|it| it.reference.clone())
                            on:input=move |event| draft.update(|it| it.reference = event_target_value(&event))
                        />
                    </Field>
                    <Field id="create-goods" label=label(|it| it.goods) error=error(Part::Goods, |it| it.needed)>
                        <input
                            class="input"
                            id="create-goods"
                            type="text"
                            autofocus
                            aria-describedby="create-goods-note"
                            prop:value=move || draft.with(|it| it.goods.clone())
                            on:input=move |event| draft.update(|it| it.goods = event_target_value(&event))
                        />
                    </Field>
                    <Field
                        id="create-weight"
                        label=Signal::derive(move || format!("{} (t)", desk.words().weight))
                        error=error(Part::Weight, |it| it.not_a_weight)
                    >
                        <input
                            class="input"
                            id="create-weight"
                            type="text"
                            inputmode="decimal"
                            aria-describedby="create-weight-note"
                            prop:value=move || draft.with(|it| it.weight.clone())
                            on:input=move |event| draft.update(|it| it.weight = event_target_value(&event))
                        />
                    </Field>
                    <Field id="create-due" label=label(|it| it.due) error=error(Part::Due, |it| it.not_a_time)>
                        <input
                            class="input"
                            id="create-due"
                            type="datetime-local"
                            aria-describedby="create-due-note"
                            prop:value=move || draft.with(|it| it.due.clone())
                            on:input=move |event| draft.update(|it| it.due = event_target_value(&event))
                        />
                    </Field>
                    <Place
                        desk draft places index=0 ids=["create-pickup", "create-pickup-lat", "create-pickup-lng"]
                        label=label(|it| it.pickup) error=error(Part::Stop(0), |it| it.not_a_place)
                    />
                    <Place
                        desk draft places index=1 ids=["create-drop", "create-drop-lat", "create-drop-lng"]
                        label=label(|it| it.drop) error=error(Part::Stop(1), |it| it.not_a_place)
                    />
                    <div class="create-wide">
                        <Field
                            id="create-note"
                            label=label(|it| it.note)
                            help=Signal::derive(move || Some(desk.words().note_help.to_owned()))
                        >
                            <textarea
                                class="input"
                                id="create-note"
                                rows="2"
                                maxlength=REASON_CHARS_MAX
                                aria-describedby="create-note-note"
                                prop:value=move || draft.with(|it| it.note.clone())
                                on:input=move |event| draft.update(|it| it.note = event_target_value(&event))
                            ></textarea>
                        </Field>
                    </div>
                </div>
                <div class="dialog-foot">
                    <button class="btn" type="button" on:click=move |_| desk.creating.set(false)>
                        {move || desk.texts.violations().cancel}
                    </button>
                    <button class="btn btn--primary" type="submit">{move || desk.words().create_do}</button>
                </div>
            </form>
        </Dialog>
    }
}

/// A place: its name, and where that is. The name of a known one says where.
#[component]
fn Place(
    desk: Desk,
    draft: RwSignal<Draft>,
    places: RwSignal<Vec<Stop>>,
    index: usize,
    ids: [&'static str; 3],
    label: Signal<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let [id, lat, lng] = ids;
    let name = move |event| {
        let name: String = event_target_value(&event);
        let known = places.with_untracked(|it| it.iter().find(|it| it.name == name.trim()).cloned());
        draft.update(|it| {
            let stop = &mut it.stops[index];
            if let Some(known) = known {
                stop.fill(&known);
            }
            stop.name = name;
        });
    };
    view! {
        <fieldset class="create-place create-wide">
            <legend class="vh">{move || label.get()}</legend>
            <Field
                id=id
                label=label
                help=Signal::derive(move || Some(desk.words().known_place.to_owned()))
                error=error
            >
                <input
                    class="input"
                    id=id
                    type="text"
                    list="known-places"
                    autocomplete="off"
                    aria-describedby=format!("{id}-note")
                    prop:value=move || draft.with(|it| it.stops[index].name.clone())
                    on:input=name
                />
            </Field>
            <Field id=lat label=Signal::derive(move || desk.words().lat.to_owned())>
                <input
                    class="input"
                    id=lat
                    type="text"
                    inputmode="decimal"
                    prop:value=move || draft.with(|it| it.stops[index].lat.clone())
                    on:input=move |event| draft.update(|it| it.stops[index].lat = event_target_value(&event))
                />
            </Field>
            <Field id=lng label=Signal::derive(move || desk.words().lng.to_owned())>
                <input
                    class="input"
                    id=lng
                    type="text"
                    inputmode="decimal"
                    prop:value=move || draft.with(|it| it.stops[index].lng.clone())
                    on:input=move |event| draft.update(|it| it.stops[index].lng = event_target_value(&event))
                />
            </Field>
        </fieldset>
    }
}
