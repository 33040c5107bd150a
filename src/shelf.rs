//! A queue of writes to one database of the browser: in the order they were asked for, one writer at a time, so that a
//! removal never overtakes what it removes.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use wasm_bindgen_futures::spawn_local;

use crate::platform::{
    database::{Database, Write},
    storage::{self, StorageError},
    timer::sleep,
};

/// The texts of one database; clones are the same ones.
#[derive(Clone)]
pub struct Shelf(Rc<Inner>);

struct Inner {
    name: &'static str,
    fallback: Option<&'static str>,
    /// `None` until somebody has opened it.
    place: RefCell<Option<Place>>,
    queue: RefCell<Vec<Write>>,
    is_writing: Cell<bool>,
    kept: Kept,
}

/// Where the texts lie.
#[derive(Clone)]
enum Place {
    Database(Database),
    /// The browser has no database for this page. Better than nothing: it survives a reload, not a crash.
    LocalStorage(&'static str),
    Nowhere,
}

impl Place {
    async fn texts(&self) -> Result<Vec<String>, StorageError> {
        match self {
            Self::Database(database) => database.all().await,
            Self::LocalStorage(prefix) => {
                let names = storage::keys(prefix);
                Ok(names.iter().filter_map(|it| storage::read(it)).collect())
            }
            Self::Nowhere => Ok(Vec::new()),
        }
    }
}

/// Called with the name of every text that was to be kept, and whether it is.
pub type Kept = Rc<dyn Fn(&str, bool)>;

impl Shelf {
    /// The database of that name, not opened yet: what is written meanwhile waits. With `fallback` the texts go to
    /// `localStorage` under names with that prefix where there is no database.
    pub fn new(name: &'static str, fallback: Option<&'static str>, kept: Kept) -> Self {
        Self(Rc::new(Inner {
            name,
            fallback,
            place: RefCell::default(),
            queue: RefCell::default(),
            is_writing: Cell::default(),
            kept,
        }))
    }

    /// Looks at the disk: every text that is kept there. What waited is written from now on.
    pub async fn open(&self) -> Vec<String> {
        let place = match (Database::open(self.0.name).await, self.0.fallback) {
            (Ok(database), _) => Place::Database(database),
            (Err(_), Some(prefix)) => Place::LocalStorage(prefix),
            (Err(_), None) => Place::Nowhere,
        };
        if let Place::Database(database) = &place {
            self.0.bring_over(database).await;
        }
        let texts = place.texts().await.unwrap_or_default();
        *self.0.place.borrow_mut() = Some(place);
        self.write_on();
        texts
    }

    /// Looks once more at what is kept there by now, by whichever tab.
    pub async fn look(&self) -> Vec<String> {
        let place = self.0.place.borrow().clone();
        let texts = match place {
            Some(place) => place.texts().await.ok(),
            None => None,
        };
        match texts {
            Some(texts) => texts,
            // Browsers close databases of pages that were in the background, and tell nobody.
            None => self.open().await,
        }
    }

    /// Writes as soon as its turn has come. What is to be kept anew while it waits takes the place of what it was.
    pub fn push(&self, step: Write) {
        let mut queue = self.0.queue.borrow_mut();
        match (queue.last_mut(), step) {
            (Some(Write::Put(last, text)), Write::Put(name, new)) if *last == name => *text = new,
            (_, step) => queue.push(step),
        }
        drop(queue);
        self.write_on();
    }

    /// Whether nothing waits to be written.
    pub fn is_settled(&self) -> bool {
        self.0.queue.borrow().is_empty() && !self.0.is_writing.get()
    }

    /// Comes back once nothing waits to be written; or after a while, for disks that do not answer.
    pub async fn settled(&self) {
        for _ in 0..PATIENCE / PAUSE {
            if self.is_settled() {
                return;
            }
            sleep(Duration::from_millis(PAUSE.into())).await;
        }
    }

    fn write_on(&self) {
        let is_open = self.0.place.borrow().is_some();
        if !is_open || self.0.queue.borrow().is_empty() || self.0.is_writing.replace(true) {
            return;
        }
        let inner = Rc::clone(&self.0);
        spawn_local(async move {
            loop {
                let steps = inner.queue.take();
                if steps.is_empty() {
                    break;
                }
                for (name, is_kept) in inner.write(&steps).await {
                    (inner.kept)(&name, is_kept);
                }
            }
            inner.is_writing.set(false);
        });
    }
}

impl Inner {
    /// Texts of a time without a database, into it.
    async fn bring_over(&self, database: &Database) {
        let Some(prefix) = self.fallback else {
            return;
        };
        for key in storage::keys(prefix) {
            let name = key.strip_prefix(prefix).map(str::to_owned);
            if let (Some(name), Some(text)) = (name, storage::read(&key))
                && database.write(&[Write::Put(name, text)]).await.is_ok()
            {
                storage::remove(&key);
            }
        }
    }

    /// Carries the steps out; says of every text to keep whether it is kept.
    async fn write(&self, steps: &[Write]) -> Vec<(String, bool)> {
        let whole = self.try_again(steps).await;
        let mut kept = Vec::new();
        for step in steps {
            // What does not fit together may fit one by one.
            let is_kept = whole.is_ok() || self.try_write(std::slice::from_ref(step)).await.is_ok();
            if let Write::Put(name, _) = step {
                kept.push((name.clone(), is_kept));
            }
        }
        kept
    }

    /// Writes; if that fails, once more with the database opened anew: browsers close databases of pages that were in
    /// the background, and tell nobody.
    async fn try_again(&self, steps: &[Write]) -> Result<(), StorageError> {
        let first = self.try_write(steps).await;
        // One that could not be opened before may be by now.
        let may_open = matches!(&*self.place.borrow(), Some(Place::Database(_) | Place::Nowhere));
        if first.is_ok() || !may_open {
            return first;
        }
        let Ok(database) = Database::open(self.name).await else {
            return first;
        };
        *self.place.borrow_mut() = Some(Place::Database(database));
        self.try_write(steps).await
    }

    async fn try_write(&self, steps: &[Write]) -> Result<(), StorageError> {
        let place = self.place.borrow().clone();
        match place {
            Some(Place::Database(database)) => database.write(steps).await,
            Some(Place::LocalStorage(prefix)) => steps.iter().try_for_each(|step| match step {
                Write::Put(name, text) => storage::write(&format!("{prefix}{name}"), text),
                Write::Remove(name) => {
                    storage::remove(&format!("{prefix}{name}"));
                    Ok(())
                }
                Write::Clear => {
                    for key in storage::keys(prefix) {
                        storage::remove(&key);
                    }
                    Ok(())
                }
            }),
            Some(Place::Nowhere) | None => Err(StorageError::Denied),
        }
    }
}

/// A disk that has not answered after so long is not waited for, ms.
const PATIENCE: u32 = 1_500;

/// How often one looks, ms.
const PAUSE: u32 = 10;
