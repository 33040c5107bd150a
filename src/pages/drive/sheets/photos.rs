//! Photos of a delivery: taken, looked at, taken away again.

use leptos::{prelude::*, task::spawn_local};
use protocol::RowId;

use super::{super::cab::Cab, written::Unsaved};
use crate::{
    components::{icon::Icon, status::Shape},
    platform::picture::{self, Picked},
    shift::proof::{BYTES_MAX, FILES_MAX, File, FileKind, file_size},
    texts::drive::Drive,
};

/// Why a photo was not taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fault {
    Wrong,
    Full,
}

impl Fault {
    const fn words(self, words: &Drive) -> &'static str {
        match self {
            Self::Wrong => words.photo_wrong,
            Self::Full => words.photo_full,
        }
    }
}

/// The photos, and the button that takes one more.
#[component]
pub(super) fn Photos(cab: Cab, shipment: RowId) -> impl IntoView {
    let Cab { texts, shift, .. } = cab;
    let shipment = StoredValue::new(shipment);
    // On the disk as soon as it is taken: a phone may die before the delivery is confirmed.
    let photos = Memo::new(move |_| shipment.with_value(|it| shift.drafts(it)));
    let fault = RwSignal::new(None::<Fault>);
    let take = move |picked: Vec<Picked>| {
        fault.set(None);
        spawn_local(async move {
            for it in picked {
                let taken = picture::shrink(&it, LONGEST).await;
                // The sheet may be closed by now.
                let Some(Some(room)) = photos.try_with_untracked(|it| room(cab, it)) else {
                    fault.try_set(Some(Fault::Full));
                    return;
                };
                match taken {
                    Ok(data) if file_size(&data) <= room => {
                        shift.draft(File::new(shipment.get_value(), FileKind::Photo, data));
                    }
                    Ok(_) => drop(fault.try_set(Some(Fault::Full))),
                    Err(_) => drop(fault.try_set(Some(Fault::Wrong))),
                }
            }
        });
    };
    let is_unsaved = Memo::new(move |_| photos.with(|it| it.iter().any(|it| !shift.is_kept(it.id.as_str()))));
    let one = move |(index, File { id, data, .. }): (usize, File)| {
        let label = move || format!("{} {}", texts.drive().remove_photo, index + 1);
        let name = id.clone();
        let is_kept = Memo::new(move |_| shift.is_kept(name.as_str()));
        let remove = move |_| {
            fault.set(None);
            shift.discard_file(id.clone());
        };
        view! {
            <li data-kept=move || is_kept.get().to_string()>
                <img src=data alt=move || format!("{} {}", texts.drive().photo, index + 1) />
                <Show when=move || !is_kept.get()>
                    <span class="sheet-mark" title=move || texts.drive().not_saved>
                        {Shape::Warn.view()}
                        <span class="vh">{move || texts.drive().not_saved}</span>
                    </span>
                </Show>
                <button type="button" class="btn btn--icon" aria-label=label title=label on:click=remove>
                    {Icon::Close.view()}
                </button>
            </li>
        }
    };
    view! {
        <div class="field">
            <span class="med">{move || texts.drive().photos}</span>
            <ul class="sheet-photos">
                {move || photos.get().into_iter().enumerate().map(one).collect_view()}
                <Show when=move || photos.with(|it| it.len() < PHOTOS_MAX)>
                    <li>
                        <label class="btn sheet-take">
                            {Icon::Camera.view()}
                            <span>{move || texts.drive().take_photo}</span>
                            <input
                                class="vh"
                                id="drive-photo"
                                type="file"
                                accept="image/*"
                                capture="environment"
                                on:change=move |event| take(picture::picked(&event))
                            />
                        </label>
                    </li>
                </Show>
            </ul>
            <Unsaved cab is_shown=is_unsaved what=|words| words.photo_unsaved />
            <span class="field-note" role="alert" data-tone="crit">
                {move || fault.get().map(|it| view! { {Shape::Crit.view()} {it.words(texts.drive())} })}
            </span>
        </div>
    }
}

/// How many more bytes may wait on this phone; `None`: no file more.
fn room(cab: Cab, photos: &[File]) -> Option<u64> {
    let waiting = untrack(|| cab.shift.files());
    let bytes = waiting.iter().map(|it| it.size).sum::<u64>() + photos.iter().map(File::size).sum::<u64>();
    // One more is left for the signature.
    (waiting.len() + photos.len() + 1 < FILES_MAX).then(|| BYTES_MAX.saturating_sub(bytes))
}

/// What a delivery needs at most.
const PHOTOS_MAX: usize = 6;

/// Dots of the longer side.
const LONGEST: u32 = 1_600;
