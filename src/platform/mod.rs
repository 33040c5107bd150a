//! The browser; nothing outside this folder names `web_sys`.
//!
//! An adapter owns what it starts (closures, listeners, timers, sockets) and ends it when it is dropped. None decides
//! anything: when to retry, what to keep and what a message means is written elsewhere.

pub mod attachments;
pub mod canvas;
pub mod clipboard;
pub mod clock;
pub mod database;
pub mod download;
pub mod echarts;
pub mod frame;
pub mod frames;
pub mod geolocation;
pub mod http;
pub mod install;
pub mod lifecycle;
pub mod listener;
pub mod locale;
pub mod maplibre;
pub mod page;
pub mod past;
pub mod picture;
pub mod poll;
pub mod push;
pub mod random;
pub mod size;
pub mod socket;
pub mod sound;
pub mod storage;
pub mod tabs;
pub mod timer;
pub mod wake_lock;
