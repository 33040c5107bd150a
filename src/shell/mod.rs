//! The frame around every page: navigation, the connection, notices.

mod account;
mod alarm;
mod announcer;
mod banner;
mod chip;
mod connection_panel;
mod frame;
mod gate;
mod keys;
mod nav;
mod palette;
mod sign_in_card;
mod title;
mod toast_stack;
mod toasts;
mod top_bar;

pub use announcer::{Announcer, use_announcer};
pub use frame::Shell;
pub use gate::Gate;
pub use title::use_title;
pub use toasts::{Toast, ToastKind, Toasts, use_toasts};

pub(crate) use frame::{Logo, Regions};
pub(crate) use keys::KeyList;
