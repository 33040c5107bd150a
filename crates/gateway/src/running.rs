//! A whole gateway, from its configuration to its end.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc};

use tokio::sync::Notify;

use crate::{
    accounts::{AccountsError, Passes, PasswordError, Secret},
    conductor::{self, Conductor, Parts},
    config::Config,
    http::{self, Assets, AssetsError, Gateway},
    metrics::Metrics,
    opening::Opening,
    push::Push,
    server::{ListenError, Server, listen},
    store::StoreError,
};

/// A gateway at work. Dropping it does not stop it; [`Running::stop`] does.
#[derive(Debug)]
pub struct Running {
    server: Server,
    conductor: Conductor,
    invitation: Option<Secret>,
    restart: Arc<Notify>,
}

/// Why a gateway cannot start; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The folder of the database.
    #[error("the folder {0} for the database cannot be written ({1}): name another file with --database")]
    Folder(PathBuf, io::Error),
    /// The database is one.
    #[error("{0} is a folder: name a file in it, such as --database {0}/livedeck.sqlite")]
    NoFile(String),
    /// The database.
    #[error("{path}: {why}")]
    Store {
        /// Its file.
        path: String,
        /// What is wrong with it.
        why: StoreError,
    },
    /// The file of a key.
    #[error(
        "a key beside {0} cannot be read or written ({1}): make the files the gateway's own, or remove them"
    )]
    Key(PathBuf, io::Error),
    /// The people in it.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// The demo accounts' password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The app.
    #[error(transparent)]
    Assets(#[from] AssetsError),
    /// The system gives no thread, socket or randomness.
    #[error("the system refuses: {0}")]
    System(#[from] io::Error),
}

/// Starts a gateway.
///
/// # Errors
///
/// When something it needs is missing. Nothing was changed then, except that the database may have been created.
pub async fn serve(config: Config) -> Result<Running, StartError> {
    let listener = listen(config.address())?;
    let assets = config
        .app()
        .map(|folder| {
            Assets::open(folder, &config.origins, &config.map.origins())
                .map(|it| it.with_worker(!config.no_worker))
        })
        .transpose()?;
    let wanted = config.clone();
    let opening = tokio::task::spawn_blocking(move || Opening::new(&wanted))
        .await
        .map_err(io::Error::other)??;
    let Opening {
        hub,
        store,
        yard,
        accounts,
        tracks,
        attachments,
        token_key,
        vapid,
        invitation,
    } = opening;
    let (accounts, passes, metrics) = (
        Arc::new(accounts),
        Arc::new(Passes::new(&token_key)),
        Arc::new(Metrics::default()),
    );
    let push = Push::start(&config, vapid, Arc::clone(&accounts), Arc::clone(&metrics))?;
    let conductor = conductor::start(Parts {
        hub,
        store: Box::new(store),
        yard,
        accounts: Arc::clone(&accounts),
        passes: Arc::clone(&passes),
        push: push.clone(),
        metrics: Arc::clone(&metrics),
    })?;
    let restart = Arc::new(Notify::new());
    let gateway = Gateway::new(http::Parts {
        config,
        accounts,
        passes,
        tracks: Arc::new(tracks),
        attachments: Arc::new(attachments),
        conductor: conductor.clone(),
        push,
        metrics,
        assets,
        restart: Arc::clone(&restart),
    });
    let server = Server::start(listener, http::router(gateway))?;
    Ok(Running {
        server,
        conductor,
        invitation,
        restart,
    })
}

impl Running {
    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The secret with which the first administrator chooses a password, if nobody has one yet.
    pub const fn invitation(&self) -> Option<&Secret> {
        self.invitation.as_ref()
    }

    /// Waits for the core to fail, which it does only when the store is lost or by a bug.
    pub async fn failed(&self) {
        self.conductor.ended().await;
    }

    /// Waits until somebody wants the gateway to begin anew; only a demo lets them.
    pub async fn restart_asked(&self) {
        self.restart.notified().await;
    }

    /// Sends everybody away, writes what is planned, ends.
    pub async fn stop(self) {
        self.conductor.stop().await;
        self.server.stop().await;
    }
}
