//! The gateway as a program: read the arguments, start, say where, stop when told.

use std::{
    io::{IsTerminal as _, Write as _},
    process::ExitCode,
};

use clap::Parser as _;
use livedeck_gateway::{
    Config, Running,
    accounts::DEMO_PASSWORD,
    config::{Command, VehicleCommand},
    enrol::add_vehicle,
    serve,
};
use protocol::entities::Role;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let config = Config::parse();
    if let Some(Command::Vehicle(VehicleCommand::Add { plate })) = &config.command {
        return enrol(&config, plate);
    }
    let filter = match EnvFilter::try_new(&config.log) {
        Ok(filter) => filter,
        Err(why) => {
            eprintln!("error: --log {}: {why}", config.log);
            return ExitCode::FAILURE;
        }
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let mut config = config;
    let mut is_announced = false;
    loop {
        let running = match serve(config.clone()).await {
            Ok(running) => running,
            Err(why) => {
                eprintln!("error: {why}");
                return ExitCode::FAILURE;
            }
        };
        if !std::mem::replace(&mut is_announced, true) {
            announce(&config, &running);
        }
        // Whoever comes back after a restart looks for it at the same place.
        config.port = running.address().port();
        tokio::select! {
            () = stopped() => {
                tracing::info!("stopping");
                running.stop().await;
                return ExitCode::SUCCESS;
            }
            () = running.restart_asked() => {
                tracing::info!("restarting");
                running.stop().await;
            }
            // Better no gateway than one that keeps nothing: whoever supervises it starts another.
            () = running.failed() => {
                eprintln!("error: the gateway's core has failed; see the log above");
                return ExitCode::FAILURE;
            }
        }
    }
}

/// Makes a vehicle, and tells what its device needs.
fn enrol(config: &Config, plate: &str) -> ExitCode {
    match add_vehicle(config, plate) {
        Ok(it) => {
            let _ = writeln!(
                std::io::stdout(),
                "{plate} is the vehicle {}. In the Traccar Client app enter\n  \
                 server address     {}\n  \
                 device identifier  {}\n\
                 The identifier is the device's key: it is shown this once.\n\
                 The gateway that runs on {} knows it.",
                it.vehicle,
                it.url,
                it.key,
                config.database.display(),
            );
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Tells the person at the terminal where to go and as whom.
fn announce(config: &Config, running: &Running) {
    let address = running.address();
    let host = if address.ip().is_loopback() || address.ip().is_unspecified() {
        "localhost".to_owned()
    } else {
        address.ip().to_string()
    };
    let base = config.origins.first().map_or_else(
        || format!("http://{host}:{}", address.port()),
        ToString::to_string,
    );
    let mut lines = vec![format!("Livedeck is at {base}")];
    if !config.no_demo {
        lines.push(format!("Demo accounts, all with the password {DEMO_PASSWORD}:"));
        lines.extend(
            Role::ALL
                .iter()
                .map(|it| format!("  {}@livedeck.test", it.as_str())),
        );
        lines.push(
            "A phone with the Traccar Client app joins as a vehicle: docs/OPERATIONS.md, \"A real phone\"."
                .to_owned(),
        );
    }
    if let Some(secret) = running.invitation() {
        lines.push("Choose the administrator's password (works once, for 72 hours):".to_owned());
        lines.push(format!("  {base}/welcome#{}", secret.expose()));
        lines.push("Then sign in as admin@localhost.".to_owned());
        lines.push(format!(
            "Vehicles and their device keys: `livedeck-gateway vehicle add --plate \"LD 7001\"{}`.",
            config.same_house()
        ));
    }
    // Whoever started the gateway may have stopped reading: no reason to stop working, as `println!` would.
    let _ = writeln!(std::io::stdout(), "{}", lines.join("\n"));
}

/// Waits for Ctrl-C, or for the system to end the process.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Nobody can tell this process to stop, so it runs until it is ended.
        std::future::pending::<()>().await;
    }
}
