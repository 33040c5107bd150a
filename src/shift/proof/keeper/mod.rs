//! Does the work: keeps files on the disk, sends them, shows what waits.

mod elsewhere;
mod kept;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeSet, HashMap},
    rc::Rc,
    time::Duration,
};

use leptos::prelude::*;
use protocol::{RowId, Timestamp, UserId, entities::Shipment};
use sync::{Phase, Session};
use wasm_bindgen_futures::spawn_local;

use super::{
    File, FileDeed, FileKind, Waiting,
    disk::{FileDisk, Found},
    uploader::{Answer, Step, Uploader},
};
use crate::{
    link::Link,
    platform::{
        attachments::{self, PartAnswer, Whole},
        clock, lifecycle, random,
    },
    repositories::Rows,
    shift::{Elsewhere, Shift},
};

/// Works for as long as the calling component lives.
pub(in crate::shift) fn keep_files(
    link: Link,
    shift: Shift,
    now: Signal<Timestamp>,
    user: UserId,
    shipments: Rows<Shipment>,
) {
    let keeper = StoredValue::new_local(FileKeeper::new(link, shift, user));
    Effect::new(move |_| {
        let deeds = shift.file_deeds.get();
        if !deeds.is_empty() {
            shift.file_deeds.set(Vec::new());
            keeper.with_value(|it| it.carry_out(deeds));
        }
    });
    Effect::new(move |_| {
        let connection = link.connection();
        let is_signed_in = matches!(link.session(), Session::SignedIn(_));
        keeper.with_value(|it| {
            {
                let mut uploader = it.0.uploader.borrow_mut();
                uploader.handle_network(connection != sync::Connection::Offline);
                if connection.is_reached() {
                    uploader.handle_reached();
                }
                if is_signed_in {
                    uploader.handle_signed_in();
                }
            }
            it.settle();
        });
    });
    // The app's one clock drives it.
    Effect::new(move |_| {
        now.track();
        keeper.with_value(|it| {
            it.look_sometimes();
            it.settle();
        });
    });
    // Nobody will confirm them any more.
    Effect::new(move |_| {
        let now = now.get();
        let is_over = |it: &RowId| {
            let ended_at = shipments.get(it).map(|it| it.progress.ended_at);
            ended_at.is_none_or(|it| it.is_some_and(|at| now.since(at) > DRAFTS_KEPT))
        };
        if shipments.phase() == Phase::Fresh {
            let over = shift.drafts.with(|it| {
                let over = it.iter().filter(|it| is_over(&it.shipment));
                over.map(|it| it.id.clone()).collect::<Vec<_>>()
            });
            over.into_iter().for_each(|it| shift.discard_file(it));
            let over = shift.words.with(|it| {
                let over = it.iter().map(|it| &it.about);
                let over = over.filter(|it| !it.as_str().is_empty() && is_over(it));
                over.cloned().collect::<Vec<_>>()
            });
            over.iter().for_each(|it| shift.forget_words(it));
        }
    });
    // Closing the page would lose what the disk has refused, or has not taken yet.
    let guard =
        lifecycle::ask_before_leaving(move || keeper.try_with_value(FileKeeper::is_unsaved) == Some(true));
    let guard = StoredValue::new_local(guard);
    on_cleanup(move || drop(guard.try_update_value(Option::take)));
    on_cleanup(move || {
        keeper.try_update_value(|it| it.rest());
    });
}

#[derive(Clone)]
struct FileKeeper(Rc<Inner>);

struct Inner {
    link: Link,
    shift: Shift,
    user: UserId,
    uploader: RefCell<Uploader>,
    files: RefCell<HashMap<RowId, Rc<File>>>,
    disk: FileDisk,
    /// The browser was asked to keep what lies there even when it runs short of room.
    is_persistence_asked: Cell<bool>,
    /// When the disk was looked at last, by the browser's stopwatch, ms.
    looked_at: Cell<f64>,
    is_over: Cell<bool>,
}

impl FileKeeper {
    fn new(link: Link, shift: Shift, user: UserId) -> Self {
        let jitter = f64::from(u16::try_from(random::seed() & 0xffff).unwrap_or_default()) / 65_535.0;
        let keeper = Self(Rc::new_cyclic(|inner: &std::rc::Weak<Inner>| {
            let inner = inner.clone();
            let kept = Rc::new(move |name: &str, is_kept: bool| {
                if let Some(inner) = inner.upgrade() {
                    Self(inner).note(name, is_kept);
                }
            });
            Inner {
                link,
                shift,
                disk: FileDisk::of(user.clone(), kept),
                user,
                uploader: RefCell::new(Uploader::new(jitter)),
                files: RefCell::default(),
                is_persistence_asked: Cell::default(),
                looked_at: Cell::new(clock::elapsed()),
                is_over: Cell::default(),
            }
        }));
        let opening = keeper.clone();
        spawn_local(async move {
            let Found { files, words } = opening.0.disk.open().await;
            let (drafts, files): (Vec<_>, _) = files.into_iter().partition(|it| it.is_draft);
            files.into_iter().for_each(|it| opening.take(it, None));
            if !drafts.is_empty() && !opening.0.is_over.get() {
                // Those that were taken meanwhile come after them.
                shift.drafts.update(|it| drop(it.splice(0..0, drafts)));
            }
            if !words.is_empty() && !opening.0.is_over.get() {
                words.into_iter().for_each(|it| opening.complete(it));
            }
            opening.settle();
            if !opening.0.is_over.get() {
                shift.are_files_read.set(true);
            }
        });
        keeper
    }

    fn take(&self, file: File, sent: Option<u64>) {
        self.0
            .uploader
            .borrow_mut()
            .add(file.id.clone(), file.size(), sent);
        self.0.files.borrow_mut().insert(file.id.clone(), Rc::new(file));
    }

    fn carry_out(&self, deeds: Vec<FileDeed>) {
        for deed in deeds {
            match deed {
                FileDeed::Draft(file) => self.keep(&file),
                FileDeed::Keep(file) => {
                    let file = File {
                        is_draft: false,
                        ..file
                    };
                    self.keep(&file);
                    self.take(file, Some(0));
                }
                FileDeed::Write(words) => self.write(&words),
                FileDeed::SaveAgain => self.save_again(),
                FileDeed::Look => self.look(),
                FileDeed::Reopen(shipment) => self.reopen(&shipment),
                FileDeed::Retry(id) => self.0.uploader.borrow_mut().retry(&id),
                FileDeed::Discard(id) => {
                    self.0.uploader.borrow_mut().discard(&id);
                    self.forget(&id);
                }
            }
        }
        self.settle();
    }

    fn reopen(&self, shipment: &RowId) {
        let files = self.0.files.borrow();
        let theirs: Vec<_> = files
            .values()
            .filter(|it| it.shipment == *shipment)
            .cloned()
            .collect();
        drop(files);
        for file in theirs {
            self.0.uploader.borrow_mut().discard(&file.id);
            self.forget(&file.id);
            // A signature is for one hand-over.
            if file.kind == FileKind::Photo {
                let File {
                    shipment, kind, data, ..
                } = File::clone(&file);
                // Under another name: of the old one, something may be there.
                self.0.shift.draft(File::new(shipment, kind, data));
            }
        }
    }

    fn forget(&self, id: &RowId) {
        self.0.files.borrow_mut().remove(id);
        self.settle_kept(id.as_str());
        self.0.disk.remove(id);
    }

    /// Does what is due, and shows how it stands.
    fn settle(&self) {
        if self.0.is_over.get() {
            return;
        }
        let step = self.0.uploader.borrow_mut().poll_step(self.0.link.gateway_now());
        self.show();
        if let Some(step) = step {
            let keeper = self.clone();
            spawn_local(async move {
                let answer = keeper.ask(step).await;
                if keeper.0.is_over.get() {
                    return;
                }
                let now = keeper.0.link.gateway_now();
                let done = keeper.0.uploader.borrow_mut().handle_answer(answer, now);
                if let Some(id) = done {
                    keeper.forget(&id);
                }
                keeper.settle();
            });
        }
    }

    async fn ask(&self, step: Step) -> Answer {
        let answer = match step {
            Step::Ask(id) => attachments::there(&id).await,
            Step::Send { id, from, length } => {
                let file = self.0.files.borrow().get(&id).cloned();
                let Some(file) = file else {
                    return Answer::Refused("not_found".to_owned());
                };
                let whole = Whole {
                    id: &file.id,
                    shipment: &file.shipment,
                    user: &self.0.user,
                    kind: file.kind.as_str(),
                    media: file.media(),
                    size: file.size(),
                };
                let part = file.part(from, length);
                let answer = attachments::put(&whole, from, &part).await;
                if answer != PartAnswer::Unreachable {
                    self.0.shift.count(part.len() as u64);
                }
                answer
            }
        };
        match answer {
            PartAnswer::There(bytes) => Answer::There(bytes),
            PartAnswer::Busy(seconds) => Answer::Busy(Duration::from_secs(seconds)),
            PartAnswer::Unauthorized => Answer::SignInNeeded,
            PartAnswer::Refused(code) => Answer::Refused(code),
            PartAnswer::Unreachable => Answer::Unreachable,
        }
    }

    fn show(&self) {
        let files = self.0.files.borrow();
        let waiting: Vec<_> = self
            .0
            .uploader
            .borrow()
            .files()
            .iter()
            .filter_map(|it| {
                let file = files.get(&it.id)?;
                Some(Waiting {
                    id: it.id.clone(),
                    shipment: file.shipment.clone(),
                    kind: file.kind,
                    size: it.size,
                    sent: it.sent.unwrap_or_default(),
                    is_kept: !self.is_unkept(it.id.as_str()),
                    refusal: it.refusal.clone(),
                })
            })
            .collect();
        let shown = self.0.shift.files;
        if shown.try_with_untracked(|it| *it != waiting) == Some(true) {
            shown.set(waiting);
        }
    }

    /// Nobody is there any more.
    fn rest(&self) {
        self.0.is_over.set(true);
        let _ = self.0.shift.files.try_set(Vec::new());
        let _ = self.0.shift.drafts.try_set(Vec::new());
        let _ = self.0.shift.words.try_set(Vec::new());
        let _ = self.0.shift.unkept.try_set(BTreeSet::new());
        let _ = self.0.shift.are_files_read.try_set(false);
        let _ = self.0.shift.elsewhere.try_set(Elsewhere::default());
    }
}

/// Drafts of a delivery that ended are kept for so long: it may be taken back.
const DRAFTS_KEPT: Duration = Duration::from_secs(60 * 60);
