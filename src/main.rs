//! Livedeck in the browser: starts the app.

fn main() {
    livedeck::start();
}
