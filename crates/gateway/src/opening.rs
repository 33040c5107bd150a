//! What is done before the first connection: open the database, restore the core, make sure that somebody can sign in.

use std::{fs, path::Path};

use protocol::entities::Member;

use crate::{
    accounts::{Account, Accounts, DEMO_PASSWORD, PasswordHash, Secret},
    clock,
    config::Config,
    derive::{NoDeriver, Write},
    hub::{Hub, HubLimits},
    running::StartError,
    store::{SqliteStore, Store as _},
    yard::Yard,
};

/// Everything that stands before the gateway opens its doors.
pub(crate) struct Opening {
    pub(crate) hub: Hub,
    pub(crate) store: SqliteStore,
    pub(crate) yard: Yard,
    pub(crate) accounts: Accounts,
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
        let mut store = SqliteStore::open(path).map_err(at_path)?;
        let state = store.load().map_err(at_path)?;
        let accounts = Accounts::open(path, !config.no_demo)?;

        let yard = Yard;
        let mut hub = Hub::new(HubLimits::default(), Box::new(NoDeriver), seed()?);
        hub.load(state);

        let invitation = if config.no_demo {
            accounts.invite_first_admin(now)?
        } else {
            keep_demo_accounts(&accounts, &[])?;
            None
        };
        hub.write(colleagues(&accounts)?, now);
        Ok(Self {
            hub,
            store,
            yard,
            accounts,
            invitation,
        })
    }
}

/// One account per role, standing for the first member of the demo world that has it.
fn keep_demo_accounts(accounts: &Accounts, members: &[Member]) -> Result<(), StartError> {
    let mut people: Vec<Account> = Vec::new();
    for member in members {
        let account = Account::demo(member);
        if people.iter().all(|it| it.email != account.email) {
            people.push(account);
        }
    }
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

fn create_folder(database: &Path) -> Result<(), StartError> {
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
