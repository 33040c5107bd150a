//! Livedeck in the browser.
