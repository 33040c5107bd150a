//! The frame around every page: navigation, the connection, notices.

mod account;
mod alarm;
mod announcer;
mod assignments;
mod banner;
mod bell;
mod chip;
mod connection;
mod deeds;
mod frame;
mod gate;
mod keys;
mod lazy;
mod meanwhile;
mod missed;
mod nav;
mod outbox;
mod palette;
mod progress;
mod side;
mod sign_in_card;
mod sign_out;
mod subject;
mod title;
mod toast_stack;
mod toasts;
mod top_bar;

pub use announcer::{Announcer, use_announcer};
pub(crate) use chip::Standing;
pub use deeds::{Deeds, use_deeds};
pub use frame::Shell;
pub use gate::Gate;
pub use missed::{Missed, use_missed};
pub use title::use_title;
pub use toasts::{Toast, ToastKind, Toasts, use_toasts};

pub(crate) use frame::{Logo, Regions};
pub(crate) use keys::KeyList;
pub(crate) use lazy::{Lazy, Loading, PartView};
pub(crate) use meanwhile::{Meanwhile, changed_since};
pub(crate) use missed::UnseenMark;
pub(crate) use outbox::may_insist;
pub(crate) use progress::ProgressMark;
pub(crate) use sign_in_card::why_not;
