//! Photos of a delivery: taken, looked at, taken away again.

use leptos::{prelude::*, task::spawn_local};
use protocol::RowId;

use super::super::cab::Cab;
use crate::{
    components::{icon::Icon, status::Shape},
    platform::{
        picture::{self, Picked},
        random,
    },
    shift::proof::{BYTES_MAX, FILES_MAX, File, FileKind, file_size},
    texts::drive::Drive,
};

/// A photo that is not sent yet, nor kept: its name and its `data:` address.
pub(super) type Photo = (RowId, String);

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
pub(super) fn Photos(cab: Cab, photos: RwSignal<Vec<Photo>>) -> impl IntoView {
    let texts = cab.texts;
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
                        photos.try_update(|it| it.push((new_name(), data)));
                    }
                    Ok(_) => drop(fault.try_set(Some(Fault::Full))),
                    Err(_) => drop(fault.try_set(Some(Fault::Wrong))),
                }
            }
        });
    };
    let one = move |(index, (id, data)): (usize, Photo)| {
        let label = move || format!("{} {}", texts.drive().remove_photo, index + 1);
        let remove = move |_| photos.update(|it| it.retain(|it| it.0 != id));
        view! {
            <li>
                <img src=data alt=move || format!("{} {}", texts.drive().photo, index + 1) />
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
            <span class="field-note" role="alert" data-tone="crit">
                {move || fault.get().map(|it| view! { {Shape::Crit.view()} {it.words(texts.drive())} })}
            </span>
        </div>
    }
}

/// The files as they are kept until dispatch has them.
pub(super) fn files(shipment: &RowId, photos: Vec<Photo>, signature: Option<Photo>) -> Vec<File> {
    let file = |kind: FileKind, (id, data): Photo| File {
        id,
        shipment: shipment.clone(),
        kind,
        data,
    };
    let photos = photos.into_iter().map(|it| file(FileKind::Photo, it));
    let signature = signature.map(|it| file(FileKind::Signature, it));
    photos.chain(signature).collect()
}

/// How many more bytes may wait on this phone; `None`: no file more.
fn room(cab: Cab, photos: &[Photo]) -> Option<u64> {
    let waiting = untrack(|| cab.shift.files());
    let bytes =
        waiting.iter().map(|it| it.size).sum::<u64>() + photos.iter().map(|it| file_size(&it.1)).sum::<u64>();
    // One more is left for the signature.
    (waiting.len() + photos.len() + 1 < FILES_MAX).then(|| BYTES_MAX.saturating_sub(bytes))
}

/// A name that nobody else makes.
pub(super) fn new_name() -> RowId {
    RowId::from(format!("p-{:024x}", random::seed() >> 32))
}

/// What a delivery needs at most.
const PHOTOS_MAX: usize = 6;

/// Dots of the longer side.
const LONGEST: u32 = 1_600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_names_its_shipment() {
        let photo = |id: &str| (RowId::from(id), "data:image/jpeg;base64,AAAA".to_owned());
        let files = files(
            &"s-1".into(),
            vec![photo("p-1"), photo("p-2")],
            Some(photo("p-3")),
        );
        let kinds: Vec<_> = files.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [FileKind::Photo, FileKind::Photo, FileKind::Signature]);
        assert!(
            files
                .iter()
                .all(|it| it.shipment == RowId::from("s-1") && it.size() == 3)
        );
    }
}
