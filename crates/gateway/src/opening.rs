//! What is done before the first connection: open the database, restore the core, make sure that somebody can sign in.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use protocol::{
    RowId, Timestamp,
    entities::{Member, Role},
};

use crate::{
    accounts::{Account, Accounts, DEMO_PASSWORD, PasswordHash, Secret, TokenKey},
    attachments::Attachments,
    clock,
    company::Company,
    config::Config,
    demo::{Demo, DemoConfig, DemoMeta},
    derive::Write,
    fleet::FleetConfig,
    hub::{Hub, HubLimits},
    push::{self, VapidKey},
    running::StartError,
    store::{SqliteStore, Store as _, StoreError, StoredState, TrackReader},
    yard::Yard,
};

/// Everything that stands before the gateway opens its doors.
pub(crate) struct Opening {
    pub(crate) hub: Hub,
    pub(crate) store: SqliteStore,
    pub(crate) yard: Yard,
    pub(crate) accounts: Accounts,
    pub(crate) tracks: TrackReader,
    pub(crate) attachments: Attachments,
    pub(crate) token_key: TokenKey,
    pub(crate) vapid: VapidKey,
    /// For the first administrator, where nobody can sign in yet.
    pub(crate) invitation: Option<Secret>,
}

impl Opening {
    /// Opens everything. Blocks: there is nobody yet to keep waiting.
    pub(crate) fn new(config: &Config) -> Result<Self, StartError> {
        let now = clock::now();
        let path = config.database.as_path();
        create_folder(path)?;
        let at_path = |why| StartError::Store {
            path: path.display().to_string(),
            why,
        };
        let mut store = SqliteStore::open_alone(path).map_err(at_path)?;
        let state = store.load().map_err(at_path)?;
        let accounts = Accounts::open(path, !config.no_demo).map_err(at_path)?;
        let tracks = TrackReader::open(path).map_err(at_path)?;
        let attachments = Attachments::open(path).map_err(at_path)?;
        if let Some(line) = accounts.audit_fault()? {
            tracing::error!(line, "the audit was changed from this line on: see OPERATIONS.md");
        }
        let at_key = |why| StartError::Key(path.to_owned(), why);
        let token_key = TokenKey::beside(path).map_err(at_key)?;
        let vapid = VapidKey::beside(path).map_err(at_key)?;
        push::keep_to_key(&accounts, &vapid)?;

        let (mut company, mut writes) = (restore(config, &state, now), Vec::new());
        let (demo, invitation) = if config.no_demo {
            (None, accounts.invite_first_admin(now)?)
        } else {
            let (demo, first) = start_demo(config, &state, &accounts, &mut company, now)?;
            writes = first;
            keep_demo_accounts(&accounts, &demo.members())?;
            (Some(demo), None)
        };
        // A device whose first start was cut short is registered now.
        for device in accounts.devices()? {
            company.handle(device.registration(), now);
        }
        writes.extend(company.flush(now));
        writes.extend(colleagues(&accounts)?);

        let kept = company.take_kept();
        let company = Arc::new(Mutex::new(company));
        let mut hub = Hub::new(HubLimits::default(), Box::new(Arc::clone(&company)), seed()?);
        hub.load(state);
        hub.write(writes, now);
        hub.keep(kept);
        settle(&mut hub, &mut store, now).map_err(at_path)?;
        Ok(Self {
            hub,
            store,
            yard: Yard::new(company, demo, now),
            accounts,
            tracks,
            attachments,
            token_key,
            vapid,
            invitation,
        })
    }
}

fn restore(config: &Config, state: &StoredState, now: Timestamp) -> Company {
    let fleet = FleetConfig {
        utc_offset_s: config.utc_offset_s(),
    };
    Company::of_stored(fleet, state, now)
}

/// Lets the demo begin, or go on where the rows stand.
fn start_demo(
    config: &Config,
    state: &StoredState,
    accounts: &Accounts,
    company: &mut Company,
    now: Timestamp,
) -> Result<(Demo, Vec<Write>), StartError> {
    let wanted = DemoConfig {
        seed: config.seed,
        vehicles: config.vehicles as usize,
        rate: config.demo_rate,
        utc_offset_s: config.utc_offset_s(),
    };
    if state.is_empty() {
        tracing::info!(
            vehicles = config.vehicles,
            "filling the database with a day of the demo"
        );
        let (demo, writes) = Demo::begin(wanted, company, now);
        // Before the rows: a start cut short in between begins again, because there are none.
        accounts.remember(DEMO, &demo.meta())?;
        return Ok((demo, writes));
    }
    // Rows without a demo were made by a gateway that ran without one: it joins now, without a history.
    let stored = accounts.fact(DEMO)?.unwrap_or(DemoMeta {
        seed: wanted.seed,
        vehicles: wanted.vehicles,
        start: now,
    });
    let (demo, other) = Demo::resume(wanted, stored, company, now);
    if let Some(other) = other {
        tracing::warn!("{other}");
    }
    accounts.remember(DEMO, &demo.meta())?;
    let writes = demo.members().iter().map(Write::put).collect();
    Ok((demo, writes))
}

/// One account per role, standing for a member of the demo world.
fn keep_demo_accounts(accounts: &Accounts, members: &[Member]) -> Result<(), StartError> {
    let people: Vec<_> = Role::ALL
        .into_iter()
        .filter_map(|role| {
            let own = RowId::from(format!("u-{}", role.as_str()));
            let has_role = |it: &&Member| it.role == role;
            members
                .iter()
                .filter(has_role)
                .find(|it| it.id == own)
                .or_else(|| members.iter().find(has_role))
        })
        .map(Account::demo)
        .collect();
    // One hash for all: the password is printed anyway, and hashing takes its time on purpose.
    let password = PasswordHash::choose(DEMO_PASSWORD)?;
    accounts.keep(&people, Some(&password))?;
    Ok(())
}

/// The rows of everybody who may sign in.
fn colleagues(accounts: &Accounts) -> Result<Vec<Write>, StartError> {
    let accounts = accounts.all()?;
    Ok(accounts.iter().map(|it| Write::put(&it.member())).collect())
}

/// Makes what is planned durable, so that the first reader sees it.
fn settle(hub: &mut Hub, store: &mut SqliteStore, now: Timestamp) -> Result<(), StoreError> {
    while let Some(commit) = hub.poll_commit() {
        store.commit(&commit)?;
        hub.handle_committed(commit.id, now);
    }
    Ok(())
}

pub(crate) fn create_folder(database: &Path) -> Result<(), StartError> {
    if database.is_dir() {
        return Err(StartError::NoFile(database.display().to_string()));
    }
    let folder = match database.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)
        .and_then(|()| {
            // A folder that exists may still be read-only, and SQLite's words for that are dark.
            let probe = folder.join(format!(".livedeck-{}", std::process::id()));
            fs::write(&probe, b"")?;
            fs::remove_file(&probe)
        })
        .map_err(|why| StartError::Folder(folder.to_owned(), why))
}

/// Differs from run to run: a new life of a topic must not be taken for an old one.
fn seed() -> Result<u64, StartError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|it| StartError::System(std::io::Error::other(it.to_string())))?;
    Ok(u64::from_le_bytes(bytes))
}

/// The name under which the demo is remembered.
const DEMO: &str = "demo";
